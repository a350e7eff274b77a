import { expect, test } from 'vitest'
import { GitRepository } from '../../../../test/git-repository.ts'
import { emptyFolder } from '../../../../test/program.ts'
import { sourceContext } from '../../../../test/source-context.ts'
import { releasesOnly } from '../model/version.ts'
import { parseReference } from '../sources/index.ts'
import { versionWeights } from './version-weights.ts'
import { versionsBetween } from './versions.ts'

test('every commit of a range after the first has a prior by what it touches, a merge by what it brought in', async () => {
  const repository = new GitRepository()
  const commits = [
    repository.commit({ subject: 'Begin', files: { 'jit/emit.c': 'a\n' } }),
    repository.commit({ subject: 'Explain', files: { 'README.md': 'a\n' } }),
    repository.commit({ subject: 'Change it', files: { 'src/text.c': 'a\n' } }),
  ]
  repository.run('checkout', '--quiet', '-b', 'topic')
  repository.commit({ subject: 'Aside', files: { 'jit/emit.c': 'b\n' } })
  repository.run('checkout', '--quiet', 'main')
  commits.push(repository.merge('topic', 'Merge branch topic'))
  const context = sourceContext(emptyFolder())
  const [from, to] = [parseReference(`git:${repository.folder}#${commits[0]}`), parseReference(`git:${repository.folder}#HEAD`)]
  const listed = await versionsBetween(from, to, releasesOnly, context)
  const weights = await versionWeights(from, listed!.versions, context)
  expect(commits.map(commit => weights.get(commit))).toEqual([undefined, 0.05, expect.closeTo(1.5 * 0.7, 9), expect.closeTo(6 * 0.7, 9)])
})

test('versions that are no commits have none', async () => {
  expect(await versionWeights(parseReference('npm:a@1.0.0'), [{ version: '1.0.0' }, { version: '1.1.0' }], sourceContext('.'))).toEqual(
    new Map(),
  )
})
