import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { emptyFolder } from './program.ts'

export interface Commit {
  readonly subject: string
  /** Null removes a file. */
  readonly files: Readonly<Record<string, string | null>>
}

/** A real repository, whose commits are each a minute after the one before. */
export class GitRepository {
  readonly folder = emptyFolder()
  #minutes = 0

  constructor() {
    this.run('init', '--quiet', '--initial-branch=main')
  }

  run(...args: readonly string[]): string {
    const date = new Date(Date.UTC(2025, 0, 1, 0, this.#minutes)).toISOString()
    const env = {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
      ...Object.fromEntries(
        ['AUTHOR', 'COMMITTER'].flatMap(who => [
          [`GIT_${who}_NAME`, 'A'],
          [`GIT_${who}_EMAIL`, 'a@example.org'],
        ]),
      ),
    }
    return execFileSync('git', args, { cwd: this.folder, env, encoding: 'utf8' }).trim()
  }

  /** Gives back the commit's hash. */
  commit({ subject, files }: Commit): string {
    for (const [path, content] of Object.entries(files)) {
      const full = join(this.folder, path)
      mkdirSync(dirname(full), { recursive: true })
      if (content === null) rmSync(full)
      else writeFileSync(full, content)
    }
    this.#minutes++
    this.run('add', '--all')
    this.run('commit', '--quiet', '--allow-empty', '-m', subject)
    return this.run('rev-parse', 'HEAD')
  }

  merge(branch: string, subject: string): string {
    this.#minutes++
    this.run('merge', '--quiet', '--no-ff', '-m', subject, branch)
    return this.run('rev-parse', 'HEAD')
  }
}
