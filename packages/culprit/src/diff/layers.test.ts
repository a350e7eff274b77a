import { describe, expect, test } from 'vitest'
import { compareLayers, compareScripts, cutInlinedModules, type SideParts } from './layers.ts'

const side: SideParts = {
  tree: 'tree a',
  modules: ['module 1', 'module 2'],
  scripts: new Map([['index.js', 'one\ntwo\nthree']]),
  engine: 'node@24.21.0',
  engineSha256: 'engine a',
  flags: ['--no-opt'],
}
const other: SideParts = { ...side, tree: 'tree b' }

function compare(a: SideParts, b: SideParts) {
  return compareLayers(
    a,
    b,
    compareScripts(a, b, text => `hash of ${text}`),
  )
}

function differing(a: SideParts, b: SideParts): Record<string, boolean | null> {
  return Object.fromEntries(compare(a, b).map(({ layer, differs }) => [layer, differs]))
}

const none = { module: false, glue: false, engine: false, flags: false }

describe('the layers that differ', () => {
  test('are none where all is equal, and each has a sentence', () => {
    expect(compare(side, side)).toEqual([
      { layer: 'module', differs: false, statement: 'All files of both sides are byte-identical.' },
      { layer: 'glue', differs: false, statement: 'All files of both sides are byte-identical.' },
      { layer: 'engine', differs: false, statement: 'Both sides run on the same executable of node@24.21.0.' },
      { layer: 'flags', differs: false, statement: 'Both sides use the same engine flags.' },
    ])
  })

  test('are none where the files differ, but not those that run', () => {
    expect(differing(side, other)).toEqual(none)
  })

  test('are the module when one is compiled that the other side has not', () => {
    expect(differing(side, { ...other, modules: ['module 1', 'module 3'] })).toEqual({ ...none, module: true })
    expect(differing(side, { ...other, modules: ['module 1'] })).toEqual({ ...none, module: true })
    expect(differing(side, { ...other, modules: [] })).toEqual({ ...none, module: true })
    expect(compare(side, { ...other, modules: ['module 1'] })[0]!.statement).toBe(
      'The compiled modules differ (2 on the baseline, 1 on the candidate).',
    )
  })

  test('are not the module when the same ones are compiled in another order', () => {
    expect(differing(side, { ...other, modules: ['module 2', 'module 1'] })).toEqual(none)
  })

  test('are the glue when a loaded script differs, is missing or is new', () => {
    for (const scripts of [new Map([['index.js', 'one\n2\nthree']]), new Map(), new Map([...side.scripts!, ['more.js', '']])]) {
      expect(differing(side, { ...other, scripts })).toEqual({ ...none, glue: true })
    }
  })

  test('are the engine by its executable and not by its name', () => {
    expect(differing(side, { ...side, engineSha256: 'engine b' })).toEqual({ ...none, engine: true })
    expect(differing(side, { ...side, engine: 'node@22.11.0' })).toEqual(none)
    expect(compare(side, { ...side, engine: 'node@22.11.0', engineSha256: 'engine b' })[2]!.statement).toBe(
      'The baseline runs on node@24.21.0, the candidate on node@22.11.0.',
    )
  })

  test('are the flags when they differ, also in their order', () => {
    expect(differing(side, { ...side, flags: [] })).toEqual({ ...none, flags: true })
    expect(differing({ ...side, flags: ['--a', '--b'] }, { ...side, flags: ['--b', '--a'] })).toEqual({ ...none, flags: true })
  })

  test('can be all of them', () => {
    const all = { ...other, modules: ['module 3'], scripts: new Map(), engineSha256: 'engine b', flags: [] }
    expect(differing(side, all)).toEqual({ module: true, glue: true, engine: true, flags: true })
  })
})

describe('what could not be watched', () => {
  test('is unknown and not equal', () => {
    expect(differing(side, { ...other, modules: null, scripts: null })).toEqual({ ...none, module: null, glue: null })
    expect(differing({ ...side, modules: null, scripts: null }, other)).toEqual({ ...none, module: null, glue: null })
  })

  test('is equal all the same where the files are', () => {
    expect(differing(side, { ...side, modules: null, scripts: null })).toEqual(none)
  })
})

test('equal files settle module and glue, even where an engine loaded other parts of them', () => {
  expect(differing(side, { ...side, modules: ['module 1'], scripts: new Map(), engineSha256: 'engine b' })).toEqual({
    ...none,
    engine: true,
  })
})

test('sides that compile nothing have no module that differs', () => {
  expect(compare({ ...side, modules: [] }, { ...other, modules: [] })[0]).toMatchObject({
    differs: false,
    statement: 'Neither side compiles a module.',
  })
})

describe('the scripts of both sides', () => {
  const scripts = (a: Record<string, string>, b: Record<string, string>) =>
    compareScripts({ ...side, scripts: new Map(Object.entries(a)) }, { ...side, scripts: new Map(Object.entries(b)) }, text => `#${text}`)

  test('are paired by path, with the hash of each', () => {
    expect(scripts({ 'b.js': 'x', 'a.js': 'y' }, { 'c.js': 'z', 'b.js': 'x' })).toEqual([
      { path: 'a.js', baseline: '#y', candidate: null, differingLines: null },
      { path: 'b.js', baseline: '#x', candidate: '#x', differingLines: 0 },
      { path: 'c.js', baseline: null, candidate: '#z', differingLines: null },
    ])
  })

  test('that are empty are there', () => {
    expect(scripts({ 'a.js': '' }, { 'a.js': 'x' })).toEqual([{ path: 'a.js', baseline: '#', candidate: '#x', differingLines: 1 }])
  })

  test.each([
    ['a\nb\nc', 'a\nx\nc', 1],
    ['a\nb\nc', 'a\nc', 1],
    ['a\nc', 'a\nb\nc', 1],
    ['a\na\na', 'a', 2],
    ['a', 'x\ny\nz', 3],
    ['a\nb', 'b\na', 0],
    ['a', 'a\r', 1],
  ])('differ in lines that one has and the other has not: %j and %j', (a, b, lines) => {
    expect(scripts({ 'a.js': a }, { 'a.js': b })[0]!.differingLines).toBe(lines)
  })

  test('are not listed when one side was not watched', () => {
    expect(compareScripts(side, { ...side, scripts: null }, text => text)).toEqual([])
  })

  test('name the first three that differ', () => {
    const b = new Map(['a', 'b', 'c', 'd'].map(name => [`${name}.js`, 'new']))
    const statement = compare(side, { ...other, scripts: new Map([...side.scripts!, ...b]) })[1]!.statement
    expect(statement).toBe('4 of 5 loaded scripts differ (a.js, b.js, c.js, …).')
    expect(compare(side, { ...other, scripts: new Map([['index.js', 'one\n2\n3']]) })[1]!.statement).toBe(
      '1 of 1 loaded scripts differ (index.js: 2 lines).',
    )
  })
})

describe('a script with an inlined module', () => {
  const base64 = (byte: number) => Buffer.alloc(60, byte).toString('base64')
  const script = (module: string) => `const bytes = "${module}"\nload(bytes)\nload("${module}")`

  test('is the same script when only the module differs', () => {
    const cut = [1, 2].map(byte => cutInlinedModules(script(base64(byte)), [{ sha256: 'x', base64: base64(byte) }]))
    expect(cut[0]).toBe(cut[1])
    expect(cut[0]).toBe(script('<inlined module>'))
  })

  test('keeps the text that belongs to no module', () => {
    expect(cutInlinedModules(script(base64(1)), [{ sha256: 'x', base64: base64(2) }])).toBe(script(base64(1)))
    expect(cutInlinedModules(script(base64(1)), [])).toBe(script(base64(1)))
  })

  test('keeps what is too short to be told from other text', () => {
    expect(cutInlinedModules('load("AGFzbQ==")', [{ sha256: 'x', base64: 'AGFzbQ==' }])).toBe('load("AGFzbQ==")')
    expect(cutInlinedModules('load()', [{ sha256: 'x', base64: '' }])).toBe('load()')
  })
})
