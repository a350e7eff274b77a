import { describe, expect, test } from 'vitest'
import { CulpritError } from '../model/errors.ts'
import { parseReference } from './parse.ts'

function refusal(text: string): string {
  try {
    parseReference(text)
  } catch (error) {
    if (error instanceof CulpritError) return error.code
    throw error
  }
  return 'accepted'
}

describe('a reference', () => {
  test.each([
    ['npm:amaro', 'amaro', 'latest'],
    ['npm:amaro@0.5.3', 'amaro', '0.5.3'],
    ['npm:amaro@1.0.0-rc.1+build.5', 'amaro', '1.0.0-rc.1+build.5'],
    ['npm:amaro@next', 'amaro', 'next'],
    ['npm:amaro@2024-02-29', 'amaro', '2024-02-29'],
    ['npm:amaro@^1.2', 'amaro', '^1.2'],
    ['npm:amaro@>=1.2 <2', 'amaro', '>=1.2 <2'],
    ['npm:amaro@1.x || 2.*', 'amaro', '1.x || 2.*'],
    ['npm:amaro@1.0.0 - 2.0.0', 'amaro', '1.0.0 - 2.0.0'],
    ['npm:@swc/wasm', '@swc/wasm', 'latest'],
    ['npm:@swc/wasm@1.2.3', '@swc/wasm', '1.2.3'],
    ['npm:JSONStream@1', 'JSONStream', '1'],
  ])('%s is a package with a version, a range or a tag', (text, name, range) => {
    expect(parseReference(text)).toEqual({ kind: 'npm', name, range })
  })

  test.each([
    ['nuget:Runtime.Pack@9.0.0', 'Runtime.Pack', '9.0.0', null],
    ['nuget:a@10.0.0-preview.7.25380.108+b', 'a', '10.0.0-preview.7.25380.108+b', null],
    ['nuget:a@9.0.*', 'a', '9.0.*', null],
    ['nuget:a@10.0.0-*', 'a', '10.0.0-*', null],
    ['nuget:a', 'a', 'latest', null],
    ['nuget:a@2024-01-31', 'a', '2024-01-31', null],
    ['nuget:a@1.0.0#lib/x y#z.wasm', 'a', '1.0.0', 'lib/x y#z.wasm'],
    ['nuget:a#x.wasm', 'a', 'latest', 'x.wasm'],
  ])('%s is a package of a NuGet feed, or a file in it', (text, id, version, file) => {
    expect(parseReference(text)).toEqual({ kind: 'nuget', id, version, file })
  })

  test.each([
    ['git:HEAD', null, 'HEAD'],
    ['git:main~3', null, 'main~3'],
    ['git:v1.0^{commit}', null, 'v1.0^{commit}'],
    ['git:feature/x@{1}', null, 'feature/x@{1}'],
    ['git:../other#v2', '../other', 'v2'],
    ['git:a b#c#0123abc', 'a b#c', '0123abc'],
    ['git:C:\\repository#main', 'C:\\repository', 'main'],
  ])('%s is a commit', (text, repository, revision) => {
    expect(parseReference(text)).toEqual({ kind: 'git', repository, revision })
  })

  test.each([
    ['node@22.11.0', 'node', '22.11.0'],
    ['wasmtime@v30', 'wasmtime', 'v30'],
    ['chromium@131.0.6778.85', 'chromium', '131.0.6778.85'],
  ])('%s is an engine', (text, engine, version) => {
    expect(parseReference(text)).toEqual({ kind: 'engine', engine, version })
  })

  test.each([
    './old',
    '../a b.wasm',
    '/tmp/x@1.2',
    'node',
    'node@',
    'mynode@1',
    'amaro@1.0.0',
    'C:\\variant',
    'c:/variant',
    './npm:x',
    '-',
  ])('%s is a path', path => {
    expect(parseReference(path)).toEqual({ kind: 'path', path })
  })
})

describe('no reference', () => {
  test.each([
    '',
    'npm:',
    'npm:@swc',
    'npm:@swc/',
    'npm:../escape',
    'npm:.hidden',
    'npm:a/b',
    'npm:a b',
    'npm:amaro@',
    'npm:amaro@2024-02-30',
    'npm:amaro@2024-13-01',
    'git:',
    'git:#main',
    'git:folder#',
    'git:--output=x',
    'git:a..b',
    'git:a b',
    'git:HEAD:file',
    'git:https://example.org/x#main',
    'git:ssh://example.org/x#main',
    'nuget:',
    'nuget:@1.0.0',
    'nuget:../a@1.0.0',
    'nuget:a/b@1.0.0',
    'nuget:a@',
    'nuget:a@^1.0.0',
    'nuget:a@../1',
    'nuget:a@1.0.0#',
    'nuget:a@2024-02-30',
    'git:https://example.org/x',
    'https://example.org/x.wasm',
    'file:/x',
  ])('is %j', text => {
    expect(refusal(text)).toBe('bad-reference')
  })

  test.each([
    'file:../x',
    'https://example.org/x.tgz',
    'git+ssh://x',
    'github:a/b',
    './x',
    '../x',
    '-g',
    '--registry=http://x',
    '/etc',
    'a/b',
    '1;2',
    '$(x)',
    '1\n2',
  ])('is a package at %j, which npm would read as something else', range => {
    expect(refusal(`npm:amaro@${range}`)).toBe('bad-reference')
  })
})
