import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GitRepository } from '../git-repository.ts'

interface Range {
  readonly count?: number
  /** From this commit on, the file says slow. */
  readonly slowFrom: number
  /** In these commits the file says broken. */
  readonly broken?: readonly number[]
  /** This commit is a merge. */
  readonly merge?: number
  /** The file `spin.txt` of a commit, when it is not the words. */
  readonly content?: (words: string, index: number) => Readonly<Record<string, string>>
}

/** A repository whose forty commits each change `spin.txt`; one of them brought the step. */
export function fortyCommits({ count = 40, slowFrom, broken = [], merge, content = words => ({ 'spin.txt': words }) }: Range): {
  readonly folder: string
  readonly ends: readonly [string, string]
  readonly versions: readonly string[]
} {
  const repository = new GitRepository()
  const versions = Array.from({ length: count }, (_, index) => {
    const words = `${index < slowFrom ? 'fast' : 'slow'}${broken.includes(index) ? ' broken' : ''} ${index}\n`
    if (index !== merge) return repository.commit({ subject: `Version ${index}`, files: content(words, index) })
    repository.run('checkout', '--quiet', '-b', 'side')
    repository.commit({ subject: 'Aside', files: content(words, index) })
    repository.run('checkout', '--quiet', 'main')
    return repository.merge('side', `Version ${index}`)
  })
  return { folder: repository.folder, ends: [`git:${versions[0]}`, `git:${versions.at(-1)}`], versions }
}

/** A script beside the user, which no commit has. */
export function check(folder: string, body: string): void {
  writeFileSync(join(folder, 'check.sh'), `#!/bin/sh\n${body}\n`)
  chmodSync(join(folder, 'check.sh'), 0o755)
}
