import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { regression } from '../../../../test/cases/report/comparisons.ts'
import * as build from '../../../../test/build-module.ts'
import { failed, launchRecord, measured, unknownLoad, unknownUsage } from '../../../../test/launches.ts'
import { emptyFolder } from '../../../../test/program.ts'
import { resultOf, MemoryJournal } from '../../../../test/scripted-machine.ts'
import type { Engine, LaunchRequest } from '../engines/engine.ts'
import type { LayerDifference } from '../model/investigation.ts'
import type { Failed } from '../model/launch.ts'
import type { Swaps } from '../model/swaps.ts'
import { digestBytes, digestTree } from '../platform/files.ts'
import type { Identified } from './identify.ts'
import type { Prepared } from './resolve.ts'
import { swapParts } from './swap.ts'

const plan = { batch: 1, warmUp: 1, samples: 4, perTurn: 1 }

/** A module of this number, which imports a function of this name. */
function moduleOf(number: number, imported = 'log'): Uint8Array {
  return build.moduleOf(
    build.types(build.functionType([], [])),
    build.imports(build.importOf('env', imported, [0x00, 0x00])),
    build.functions(0),
    build.code(build.body([0x41, number, 0x1a])),
  )
}

/** So that no other program of this machine matters. */
const byProcessorTime = { ...regression, decidedBy: 'cpu' } as const

interface World {
  readonly differing: readonly LayerDifference['layer'][]
  /** What a run takes, by what the variant has from the candidate: letters of m, g, e, f. */
  readonly time?: (has: string) => number
  readonly outcome?: (has: string) => { readonly checksum?: string } | Failed
  /** What each launch lasts. */
  readonly launchNs?: number
  /** The import of the candidate's module. */
  readonly imported?: string
  readonly journal?: MemoryJournal
  /** Variants that compile the baseline's module whatever is in their files. */
  readonly deaf?: boolean
}

/** Two variants of one module and one script, whose launches take what the world says; the engines read the files that are really there. */
async function swapped(world: World): Promise<{ swaps: Swaps | null; launched: string[]; journal: MemoryJournal }> {
  const { differing, time = () => 1e6, launchNs = 1e6, journal = new MemoryJournal() } = world
  const path = emptyFolder()
  const [a, b] = [moduleOf(1), moduleOf(2, world.imported)]
  const has = (name: (typeof differing)[number]) => differing.includes(name)
  for (const [name, module, glue] of [
    ['a', a, 'old'],
    ['b', has('module') ? b : a, has('glue') ? 'new' : 'old'],
  ] as const) {
    mkdirSync(join(path, 'variants', name), { recursive: true })
    writeFileSync(join(path, 'variants', name, 'x.wasm'), module)
    writeFileSync(join(path, 'variants', name, 'glue.js'), glue)
  }
  const launched: string[] = []
  const engine = (letter: string): Engine => ({
    name: 'scripted@1',
    sha256: letter,
    launch: async ({ mode, dir, flags, turn }: LaunchRequest) => {
      const module = readFileSync(join(dir, 'x.wasm'))
      const glue = readFileSync(join(dir, 'glue.js'), 'utf8')
      const letters = `${module.equals(b) ? 'm' : ''}${glue === 'new' ? 'g' : ''}${letter}${flags.length > 0 ? 'f' : ''}`
      launched.push(`${mode.kind} ${letters} ${basename(dir)}`)
      if (mode.kind === 'watch') {
        const compiled = world.deaf === true ? a : module
        writeFileSync(join(mode.folder, 'captured.jsonl'), JSON.stringify({ kind: 'compile', ns: 1, sha256: digestBytes(compiled) }))
        writeFileSync(join(mode.folder, `${digestBytes(compiled)}.wasm`), compiled)
      }
      await turn?.take()
      turn?.leave()
      const result = world.outcome?.(letters) ?? {}
      const samplesNs = [9e6, 1, 1, 1].map(sample => sample * time(letters))
      return {
        startedMs: 0,
        before: unknownLoad,
        after: unknownLoad,
        usage: unknownUsage(launchNs),
        outcome: 'kind' in result ? result : measured({ samplesNs, cpuSamplesNs: samplesNs, checksum: result.checksum ?? 'number:1' }),
        printedBytes: 0,
      }
    },
  })
  const side = async (name: string, letter: string, flags: readonly string[]) => {
    const root = join(path, 'variants', name)
    return { side: { engine: engine(letter), root, dir: root, file: null, flags }, files: await digestTree(root) }
  }
  const baseline = await side('a', '', [])
  const candidate = await side('b', has('engine') ? 'e' : '', has('flags') ? ['--slow'] : [])
  if (journal.records.length === 0) {
    journal.append((['baseline', 'candidate'] as const).map(arm => launchRecord({ stage: 'watch', arm, outcome: measured() })))
  }
  const prepared = {
    run: { request: { seed: 'swaps', timeLimitNs: 1e12, waitQuietNs: 0, budgetNs: 100e9, alpha: 0.02 } },
    folder: Object.assign(journal, { path, launches: () => journal.records }),
    sides: { baseline: baseline.side, candidate: candidate.side, control: baseline.side },
    variants: { baseline: { files: baseline.files }, candidate: { files: candidate.files } },
    workload: { kind: 'script', path: 'w.mjs' },
    signal: new AbortController().signal,
  } as unknown as Prepared
  const identified: Identified = {
    layers: (['module', 'glue', 'engine', 'flags'] as const).map(layer => ({ layer, differs: has(layer), statement: '' })),
    scripts: [{ path: 'glue.js', baseline: 'x', candidate: 'y', differingLines: 1 }],
    modules: { baseline: [{ sha256: digestBytes(a), bytes: a }], candidate: [{ sha256: digestBytes(b), bytes: b }] },
  }
  return { swaps: await resultOf(swapParts(prepared, identified, plan, byProcessorTime)), launched, journal }
}

const both = ['module', 'glue'] as const
const effectsOf = (swaps: Swaps | null) =>
  swaps!.parts.map(({ layers, effect, decision }) => [layers.join('+'), effect && Number(effect.estimate.toFixed(3)), decision])

test('the part that takes longer is named, with four launches a block and one look at each mixture before', async () => {
  const { swaps, launched } = await swapped({ differing: both, time: has => (has.includes('m') ? 1.3e6 : 1e6) })
  expect(effectsOf(swaps)).toEqual([
    ['module', 1.3, 'slower'],
    ['glue', 1, 'negligible'],
  ])
  expect(swaps).toMatchObject({ blocks: 12, stoppedBy: 'decision', together: [] })
  expect(launched.slice(0, 2)).toEqual(['watch m d', 'watch g e'])
  expect(launched.slice(2).toSorted()).toEqual(
    ['steady  a', 'steady g e', 'steady m d', 'steady mg b'].flatMap(one => Array<string>(12).fill(one)),
  )
})

test('a run that was interrupted launches the rest, and one that was not launches nothing again', async () => {
  const world: World = { differing: both, time: has => (has.includes('g') ? 1.5e6 : 1e6) }
  const whole = await swapped(world)
  const journal = new MemoryJournal(whole.journal.records.slice(0, 2 + 2 + 5 * 4))
  const rest = await swapped({ ...world, journal })
  expect(rest.swaps).toEqual(whole.swaps)
  expect(rest.launched.length).toBe(7 * 4)
  const again = await swapped({ ...world, journal: new MemoryJournal(whole.journal.records) })
  expect([again.swaps, again.launched]).toEqual([whole.swaps, []])
})

test('nothing is swapped where one layer differs', async () => {
  expect(await swapped({ differing: ['module'] })).toMatchObject({ swaps: null, launched: [] })
})

test('a mixture that returns something else is left out, and the other way is measured', async () => {
  const { swaps } = await swapped({
    differing: both,
    time: has => (has.includes('m') ? 1.3e6 : 1e6),
    outcome: has => (has === 'm' ? { checksum: 'number:2' } : {}),
  })
  expect(swaps!.variants).toEqual([
    { fromCandidate: [], why: null },
    { fromCandidate: ['module'], why: 'it returns number:2 where the sides return number:1' },
    { fromCandidate: ['glue'], why: null },
    { fromCandidate: ['module', 'glue'], why: null },
  ])
  expect(swaps!.parts.map(({ decision, exchanges }) => [decision, exchanges.measured, exchanges.possible])).toEqual([
    ['slower', 1, 2],
    ['negligible', 1, 2],
  ])
  expect(swaps!.interactions).toEqual([])
})

test('mixtures that fail, or compile something else than what was put into them, are not separable', async () => {
  const failing = await swapped({
    differing: both,
    outcome: has => (has.length === 1 ? failed({ message: 'LinkError: no memory\nat x' }) : {}),
  })
  expect(failing.swaps).toMatchObject({ parts: [{ layers: ['module', 'glue'], effect: null }], blocks: 0, stoppedBy: null })
  expect(failing.swaps!.together).toEqual([{ layers: ['module', 'glue'], why: 'it does not run (threw in run): LinkError: no memory' }])
  const deaf = await swapped({ differing: both, deaf: true })
  expect(deaf.swaps!.variants[1]!.why).toBe('it does not compile the modules that were put into its files')
})

test('module and glue that do not fit are one part beside the engine, and the import is named', async () => {
  const { swaps } = await swapped({
    differing: ['module', 'glue', 'engine'],
    imported: 'warn',
    time: has => (has.includes('e') ? 1.4e6 : 1e6),
  })
  expect(effectsOf(swaps)).toEqual([
    ['module+glue', 1, 'negligible'],
    ['engine', 1.4, 'slower'],
  ])
  expect(swaps!.together).toMatchObject([{ layers: ['module', 'glue'], why: expect.stringContaining('it imports env.warn') as string }])
})

test('all four layers make eight variants, in which engine and flags go together', async () => {
  const { swaps } = await swapped({
    differing: ['module', 'glue', 'engine', 'flags'],
    time: has => (has.includes('m') ? 1.2e6 : 1e6) * (has.includes('ef') ? 1.3 : 1),
  })
  expect(swaps!.variants.length).toBe(8)
  expect(effectsOf(swaps)).toEqual([
    ['module', 1.2, 'slower'],
    ['glue', 1, 'negligible'],
    ['engine+flags', 1.3, 'slower'],
  ])
  expect(swaps!.interactions.map(({ shown }) => shown)).toEqual([false, false, false, false])
})

test('flags that the other engine does not know are no error of the user', async () => {
  const exits = failed({ cause: 'exited', phase: 'start', exitCode: 9, stderr: 'bad option: --slow' })
  const { swaps } = await swapped({ differing: ['engine', 'flags'], outcome: has => (has === 'f' ? exits : {}) })
  expect(swaps!.variants[2]).toMatchObject({
    fromCandidate: ['flags'],
    why: expect.stringContaining('does not start with the flags "--slow"') as string,
  })
  expect(swaps!.parts.map(({ exchanges }) => exchanges.measured)).toEqual([1, 1])
})

test('it ends when its launches have used the budget, and what is not decided stays so', async () => {
  // Of 100 s; the four launches of a block take turns, so it takes 20 s.
  const { swaps } = await swapped({ differing: both, launchNs: 5e9, time: has => (has.includes('m') ? 1.3e6 : 1e6) })
  expect(swaps).toMatchObject({ blocks: 5, stoppedBy: 'budget' })
  expect(effectsOf(swaps)).toEqual([
    ['module', 1.3, 'inconclusive'],
    ['glue', 1, 'inconclusive'],
  ])
  expect(swaps!.parts[0]!.effect).toMatchObject({ low: null, high: null })
})

test('variants that keep failing end it', async () => {
  let launches = 0
  const { swaps } = await swapped({ differing: both, outcome: has => (has === 'mg' && launches++ >= 0 ? failed() : {}) })
  expect(swaps).toMatchObject({ blocks: 0, droppedBlocks: 7, stoppedBy: 'failures', parts: [{ effect: null }, { effect: null }] })
})
