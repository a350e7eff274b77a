import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assert, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { profileSamples, profileTree } from '../../../../../test/cases/report/profiles.ts'
import { anyProfile, deepProfile, profileOfStacks } from '../../../../../test/profiles.ts'
import { CulpritError } from '../../model/errors.ts'
import { type Profile, profileSchema } from '../../model/profile.ts'
import { profileFormats } from '../formats/index.ts'
import { labelsOf } from '../labels.ts'
import { measuresOf, treeOf } from '../measures.ts'
import { profileOfCpuProfile, readProfile } from './index.ts'

const written = (profile: Profile, format: 'folded' | 'speedscope') =>
  [...profileFormats[format].write(profile, measuresOf(profile)[0])].map(String).join('')

const sum = (values: readonly number[] | null) => (values ?? []).reduce((total, value) => total + value, 0)

/** The stacks of a profile with their numbers. */
function stacksOf(profile: Profile, column: 'selfNs' | 'weights' | 'instructions' | 'calls'): Record<string, number> {
  const tree = treeOf(profile)
  const labels = labelsOf(profile.functions)
  const path = (node: number): string => (node === 0 ? '' : `${path(tree.parents[node]!)}/${labels[tree.functions[node]!]}`)
  return Object.fromEntries((tree[column] ?? []).flatMap((value, node) => (value > 0 ? [[path(node), value]] : [])))
}

describe('what is written and read again', () => {
  test('as folded stacks has the same total, and as many as the instructions', () => {
    assert(
      property(anyProfile, profile => {
        const text = written(profile, 'folded')
        if (text === '') return
        const read = readProfile(text, 'x')
        expect(profileSchema.parse(read)).toEqual(read)
        expect(sum(read.tree!.weights)).toBe(sum(profile.tree!.instructions))
      }),
    )
  })

  test('as speedscope has the same totals of every measure and function', () => {
    assert(
      property(anyProfile, profile => {
        const read = readProfile(written(profile, 'speedscope'), 'x')
        expect(sum(read.tree!.instructions)).toBe(sum(profile.tree!.instructions))
        expect(sum(read.tree!.calls)).toBe(sum(profile.tree!.calls))
        expect(read.functions.map(each => each.instructions ?? 0)).toEqual(profile.functions.map(each => each.instructions))
      }),
    )
  })

  test('as speedscope has the same paths', () => {
    expect(stacksOf(readProfile(written(profileTree, 'speedscope'), 'x'), 'instructions')).toEqual(stacksOf(profileTree, 'instructions'))
    expect(stacksOf(readProfile(written(profileSamples, 'speedscope'), 'x'), 'selfNs')).toEqual(stacksOf(profileSamples, 'selfNs'))
  })

  test('as speedscope has functions on a path that did nothing themselves', () => {
    const profile = profileOfStacks([{ name: 'a' }, { name: 'b' }], [{ path: [0, 0, 1], calls: 1, instructions: 5 }])
    expect(stacksOf(readProfile(written(profile, 'speedscope'), 'x'), 'instructions')).toEqual({ '/a/a/b': 5 })
  })

  test('as a document is the same', () => {
    expect(readProfile(JSON.stringify(profileTree), 'x')).toEqual(profileTree)
  })
})

describe('a .cpuprofile', () => {
  const frame = (functionName: string, url = '', lineNumber = -1) => ({ functionName, url, lineNumber, columnNumber: -1, scriptId: '0' })
  const nodes = [
    { id: 1, callFrame: frame('(root)'), children: [4, 2, 5] },
    { id: 3, callFrame: frame('wasm-function[12]', 'wasm://wasm/5f1a7c9e') },
    { id: 2, callFrame: frame('run', 'file:///app.mjs'), children: [3] },
    { id: 4, callFrame: frame('(idle)') },
    { id: 5, callFrame: frame('(garbage collector)') },
  ]
  const file = { nodes, startTime: 1000, endTime: 2000, samples: [2, 3, 4, 3, 5], timeDeltas: [100, 100, 100, 100, 100] }

  test('gives each sample the time until the next one, the last one until the end, and leaves idle time out', () => {
    const profile = readProfile(JSON.stringify(file), 'app')
    expect(stacksOf(profile, 'selfNs')).toEqual({
      '/(garbage collector)': 500_000,
      '/run': 100_000,
      '/run/wasm-function[12]': 200_000,
    })
    expect(profile.samplingIntervalNs).toBe(100_000)
    expect(profile.notes.at(-1)).toBe('0.1 ms in which the program waited are left out.')
    expect(profile.functions.map(each => [each.kind, each.module, each.index, each.totalNs])).toEqual([
      ['javascript', 'file:///app.mjs', null, 300_000],
      ['wasm', 'wasm://wasm/5f1a7c9e', 12, 200_000],
      ['other', null, null, 500_000],
    ])
  })

  test('whose samples are dated back still adds up to its duration', () => {
    const profile = readProfile(JSON.stringify({ ...file, samples: [2, 3, 2, 3, 5], timeDeltas: [0, 300, -200, 100, 400] }), 'app')
    expect(sum(profile.tree!.selfNs)).toBe(1_000_000)
  })

  test('gives functions of modules the names that are known', () => {
    const known = { kind: 'wasm', module: 'sql.wasm', index: 12, name: 'step' } as const
    const profile = profileOfCpuProfile(file, { program: 'app', engine: 'node@24', wasmNames: () => known, profiler: null })
    expect(profile.functions[1]).toMatchObject(known)
    expect(profile.modules.map(({ name }) => name)).toEqual(['sql.wasm'])
  })

  test('leaves out what the profiler did itself, and gives the time of its other frames to their callers', () => {
    const frame = (functionName: string, url = '') => ({ functionName, url })
    const own = 'file:///profiler.js'
    const nodes = [
      { id: 1, callFrame: frame('(root)'), children: [2] },
      { id: 2, callFrame: frame('main', 'file:///app.mjs'), children: [3] },
      { id: 3, callFrame: frame('construct', own), children: [4, 6] },
      { id: 4, callFrame: frame('onTheWayIn', own), children: [5] },
      { id: 5, callFrame: frame('wasm-function[3]', 'wasm://wasm/5f2b9b6e') },
      { id: 6, callFrame: frame('callback', 'file:///app.mjs') },
    ]
    const samples = { nodes, startTime: 0, endTime: 500, samples: [2, 3, 4, 5, 6], timeDeltas: [0, 100, 100, 100, 100] }
    const profiler = { scripts: [own], ownWork: 'onTheWayIn' }
    const profile = profileOfCpuProfile(samples, { program: 'app', engine: null, wasmNames: () => null, profiler })
    expect(stacksOf(profile, 'selfNs')).toEqual({ '/main': 200_000, '/main/callback': 100_000 })
    expect(profile.notes.at(-1)).toBe('0.2 ms in which culprit itself looked at modules are left out.')
  })

  test('of this Node is read, and has as much time as the program took', { timeout: 30_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'culprit-test-'))
    try {
      const program = 'function busy() { const end = performance.now() + 200; while (performance.now() < end); } busy()'
      execFileSync(process.execPath, ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--eval', program])
      const [name] = readdirSync(folder)
      const profile = readProfile(readFileSync(join(folder, name!), 'utf8'), 'loop')
      expect(profileSchema.parse(profile)).toEqual(profile)
      expect(sum(profile.tree!.selfNs)).toBeGreaterThan(180e6)
      expect(profile.functions.some(each => each.name === 'busy')).toBe(true)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('a Chrome trace', () => {
  test('with chunks of samples is put together over chunks and threads', () => {
    const callFrame = (functionName: string, url = '') => ({ functionName, url })
    const chunk = (pid: number, data: object) => ({ ph: 'P', name: 'ProfileChunk', pid, id: '0x1', ts: 1, args: { data } })
    const traceEvents = [
      { ph: 'M', name: 'process_name', pid: 1, args: { name: 'Renderer' } },
      { ph: 'P', name: 'Profile', pid: 1, id: '0x1', ts: 1, args: { data: { startTime: 1000 } } },
      chunk(1, {
        cpuProfile: {
          nodes: [
            { id: 1, callFrame: callFrame('(root)') },
            { id: 2, parent: 1, callFrame: callFrame('run', 'https://a.example/a.js') },
          ],
          samples: [2, 2],
        },
        timeDeltas: [10, 20],
      }),
      chunk(1, {
        cpuProfile: { nodes: [{ id: 3, parent: 2, callFrame: callFrame('step', 'wasm://wasm/a') }], samples: [3] },
        timeDeltas: [30],
        endTime: 1100,
      }),
      { ph: 'P', name: 'Profile', pid: 2, id: '0x1', ts: 1, args: { data: { startTime: 0 } } },
      chunk(2, {
        cpuProfile: { nodes: [{ id: 1, callFrame: callFrame('work', 'https://a.example/a.js') }], samples: [1] },
        timeDeltas: [5],
        endTime: 12,
      }),
    ]
    const profile = readProfile(JSON.stringify({ traceEvents }), 'trace')
    expect(stacksOf(profile, 'selfNs')).toEqual({ '/run': 50_000, '/run/step': 40_000, '/work': 7_000 })
  })

  test('with spans gives each the time in which none was inside of it', () => {
    const events = [
      { ph: 'B', name: 'frame', pid: 1, tid: 1, ts: 0 },
      { ph: 'X', name: 'layout', pid: 1, tid: 1, ts: 10, dur: 5 },
      { ph: 'X', name: 'paint', pid: 1, tid: 1, ts: 10, dur: 20 },
      { ph: 'B', name: 'script', pid: 1, tid: 1, ts: 40 },
      { ph: 'E', name: 'script', pid: 1, tid: 1, ts: 50 },
      { ph: 'E', name: 'frame', pid: 1, tid: 1, ts: 100 },
      { ph: 'X', name: 'other thread', pid: 1, tid: 2, ts: 0, dur: 7 },
      { ph: 'I', name: 'moment', pid: 1, tid: 1, ts: 3 },
    ]
    // A trace whose program was killed is a list that nobody closed.
    const profile = readProfile(JSON.stringify(events).slice(0, -1), 'trace')
    expect(stacksOf(profile, 'selfNs')).toEqual({
      '/frame': 70_000,
      '/frame/paint': 15_000,
      '/frame/paint/layout': 5_000,
      '/frame/script': 10_000,
      '/other thread': 7_000,
    })
    expect(profile.notes).toHaveLength(1)
  })

  test('whose spans overlap or have no end is cut, and says so', () => {
    const events = [
      { ph: 'X', name: 'a', pid: 1, tid: 1, ts: 0, dur: 10 },
      { ph: 'X', name: 'b', pid: 1, tid: 1, ts: 5, dur: 10 },
      { ph: 'E', name: 'never begun', pid: 1, tid: 1, ts: 12 },
      { ph: 'B', name: 'never ended', pid: 1, tid: 1, ts: 20 },
    ]
    const profile = readProfile(JSON.stringify(events), 'trace')
    expect(stacksOf(profile, 'selfNs')).toEqual({ '/a': 5_000, '/a/b': 5_000 })
    expect(profile.notes[1]).toMatch(/^3 spans /)
  })
})

describe('folded stacks', () => {
  test('with lines of Windows, empty lines, fractions and frames of perf are read', () => {
    const profile = readProfile('[unknown];main 1.5\r\n\r\nmain;wasm-function[7] 2\n', 'perf')
    expect(stacksOf(profile, 'weights')).toEqual({ '/[unknown]/main': 1.5, '/main/wasm-function[7]': 2 })
    expect(profile.functions.map(each => each.index)).toEqual([null, null, 7])
  })
})

describe('a speedscope file', () => {
  const frames = [{ name: 'main', file: 'a.js' }, { name: 'step' }]
  const file = (...profiles: object[]) => JSON.stringify({ shared: { frames }, profiles })

  test('with sampled profiles in several units of time adds threads up', () => {
    const sampled = (unit: string) => ({
      type: 'sampled',
      name: unit,
      unit,
      startValue: 0,
      endValue: 3,
      samples: [[0, 1], [0]],
      weights: [1, 2],
    })
    const profile = readProfile(file(sampled('milliseconds'), sampled('microseconds')), 'x')
    expect(stacksOf(profile, 'selfNs')).toEqual({ '/main': 2_002_000, '/main/step': 1_001_000 })
  })

  test('with bytes says so, and leaves out what counts something else', () => {
    const sampled = (unit: string) => ({ type: 'sampled', name: unit, unit, startValue: 0, endValue: 1, samples: [[0]], weights: [1] })
    const profile = readProfile(file(sampled('bytes'), sampled('none')), 'x')
    expect(profile.weightUnit).toBe('bytes')
    expect(sum(profile.tree!.weights)).toBe(1)
    expect(profile.notes).toEqual(['Left out, because they have another unit: none.'])
  })
})

describe('a damaged file is refused with the place', () => {
  const refusal = (text: string) => {
    try {
      readProfile(text, 'x')
    } catch (error) {
      if (error instanceof CulpritError) return `${error.code}: ${error.message}`
      throw error
    }
    return 'read'
  }
  const cpu = (changes: object) =>
    JSON.stringify({
      nodes: [{ id: 1, callFrame: { functionName: 'a' } }],
      startTime: 0,
      endTime: 1,
      samples: [1],
      timeDeltas: [0],
      ...changes,
    })
  const scope = (changes: object) =>
    JSON.stringify({
      shared: { frames: [{ name: 'a' }] },
      profiles: [{ name: 'p', unit: 'none', type: 'evented', events: [], ...changes }],
    })

  test.each([
    ['', 'it is of no kind that is known.'],
    ['a;b 1\na;b\n', 'a line does not end with a number (line 2).'],
    ['a;b 1e999', 'Infinity is no amount of work (line 1).'],
    ['{"nodes": [', expect.stringMatching(/begins like JSON and is none/)],
    [`${'a;'.repeat(60_000)}a 1`, 'a stack has 60001 frames, and 50000 is the limit (line 1).'],
    [cpu({ samples: [2] }), 'there is no node 2 (profile.samples[0]).'],
    [cpu({ samples: [] }), 'there are 0 samples and 1 time deltas (profile).'],
    [cpu({ nodes: [{ id: 1, callFrame: {} }] }), expect.stringMatching(/\(nodes\[0\]\.callFrame\.functionName\)/)],
    [cpu({ nodes: [{ id: 1, parent: 1, callFrame: { functionName: 'a' } }] }), 'node 1 is below itself (profile).'],
    [cpu({ timeDeltas: ['x'] }), expect.stringMatching(/\(timeDeltas\[0\]\)/)],
    [scope({ events: [{ type: 'O', frame: 3, at: 0 }] }), 'frame 3 is not in shared.frames (profiles[0].events[0]).'],
    [scope({ events: [{ type: 'C', frame: 0, at: 0 }] }), expect.stringMatching(/closed.*profiles\[0\]\.events\[0\]/)],
    [
      scope({
        events: [
          { type: 'O', frame: 0, at: 2 },
          { type: 'C', frame: 0, at: 1 },
        ],
      }),
      '-1 is no amount of work (profiles[0].events[1]).',
    ],
    [
      JSON.stringify({ ...profileTree, tree: { ...profileTree.tree, parents: [-1, 5, 1, 2, 3, 2, 2, 3] } }),
      'node 1 has no parent before it (tree).',
    ],
    [JSON.stringify({ ...profileTree, functions: [] }), expect.stringMatching(/node 1 names a function that is not listed/)],
  ])('%#: %.60s', (text, message) => {
    const said = refusal(text)
    const prefix = 'bad-profile: The profile cannot be read: '
    expect(said.startsWith(prefix)).toBe(true)
    expect(said.slice(prefix.length)).toEqual(message)
  })

  test('cut off at any byte it is read or refused, and never breaks', () => {
    for (const whole of [written(profileTree, 'speedscope'), JSON.stringify(profileSamples), cpu({}), written(profileTree, 'folded')]) {
      for (let length = 0; length < whole.length; length += 7) refusal(whole.slice(0, length))
    }
  })
})

test('formats that repeat whole paths stay small for a path of twenty thousand frames', () => {
  const deep = deepProfile(20_000)
  for (const format of Object.values(profileFormats)) {
    const length = [...format.write(deep, 'instructions')].reduce((total, piece) => total + piece.length, 0)
    expect(length).toBeLessThan(5_000_000)
  }
  expect(sum(readProfile(written(deep, 'speedscope'), 'x').tree!.instructions)).toBe(42)
})
