import { expect, test } from 'vitest'
import { githubName } from './github-name.ts'

test.each([
  ['owner/repo', 'owner/repo'],
  ['github:owner/repo', 'owner/repo'],
  ['https://github.com/owner/repo', 'owner/repo'],
  ['https://github.com/owner/repo.git', 'owner/repo'],
  ['https://github.com/owner/repo/tree/main/packages/x#readme', 'owner/repo'],
  ['https://user:secret@github.com/owner/repo', 'owner/repo'],
  ['git+https://github.com/owner/repo.js.git', 'owner/repo.js'],
  ['git://github.com/owner/repo.git', 'owner/repo'],
  ['ssh://git@github.com/owner/repo.git', 'owner/repo'],
  ['git+ssh://git@github.com/owner/repo.git', 'owner/repo'],
  ['git@github.com:owner/repo.git', 'owner/repo'],
  ['owner/.github', 'owner/.github'],
  ['https://gitlab.com/owner/repo', null],
  ['https://github.com.evil.example/owner/repo', null],
  ['git@evil.example:owner/repo.git', null],
  ['file:///owner/repo', null],
  ['owner/..', null],
  ['../repo', null],
  ['owner/repo/more', null],
  ['https://github.com/owner', null],
  ['https://github.com/owner/re%2fpo', null],
  ['', null],
  ['a'.repeat(1000), null],
])('the repository of %s is %s', (address, name) => {
  expect(githubName(address)).toBe(name)
})
