import type { IterationPlan } from '../engines/engine.ts'
import { failuresThatDecide } from '../measure/interleave.ts'
import { isKnown, launch, launchInTurns, type LaunchSlot, type MeasureContext, type Side } from '../measure/launch.ts'
import { orderOf } from '../measure/order.ts'
import type { Comparison } from '../model/comparison.ts'
import { CulpritError } from '../model/errors.ts'
import type { LaunchRecord } from '../model/launch.ts'
import type { Staged } from '../model/progress.ts'
import type { Swappable, Swaps } from '../model/swaps.ts'
import type { LogRatio, Nanoseconds, Share } from '../model/units.ts'
import { contrastsOf, type Contrast } from '../swap/contrasts.ts'
import { fromCandidate, mixesOf, mixName, partsOf, type Mix, type Part } from '../swap/lattice.ts'
import { splitLooks, splitState, type Split, type SplitPlan, type SwapBlock } from '../swap/split.ts'
import { busyReference, isContended } from '../verdict/contention.ts'
import { launchedNs } from '../verdict/launch-metrics.ts'
import { pairLogRatio } from '../verdict/pair-ratio.ts'
import { measureContext } from './context.ts'
import type { Identified } from './identify.ts'
import { mixFiles, type MixedFiles } from './mixed-files.ts'
import type { Prepared } from './resolve.ts'

/**
 * Of the budget of the comparison, on top of it. A block costs as much as two pairs with two parts, and as four with three, so the first look of a
 * split, at ten blocks or more, takes as long as twenty pairs or forty.
 */
const budgetShare = 1
/** A part that carries less than this of the whole effect, in logarithms, is not to blame for it. */
const explains = 0.2

/**
 * Takes both sides apart: every variant that has some of its parts from the candidate and the rest from the baseline, as far as the parts fit
 * together, runs once in each block, and the effect is split over the parts. Null when less than two layers differ, and when a side fails.
 */
export async function* swapParts(
  prepared: Prepared,
  identified: Identified,
  plan: IterationPlan,
  comparison: Comparison,
): Staged<Swaps | null> {
  const { ratio, failures, threshold, decidedBy } = comparison
  if (identified.layers.filter(({ differs }) => differs !== false).length < 2 || ratio === null || failures.length > 0) return null
  yield { kind: 'stage', text: 'swapping parts between the sides' }
  const lattice = yield* checkedLattice(prepared, identified)
  const contrasts = lattice.parts.length < 2 ? [] : contrastsOf(lattice.parts.length, new Set(lattice.sides.keys()))
  const limit = Math.max(Math.log1p(threshold), explains * Math.abs(Math.log(ratio.estimate)))
  const time = decidedBy === 'wall' ? 'wall' : 'cpu'
  const splitPlan: SplitPlan = { looks: splitLooks, alpha: prepared.run.request.alpha, limit, time }
  const measured = contrasts.length === 0 ? null : yield* measureSplit(prepared, lattice, contrasts, plan, splitPlan)
  return swapsDocument(lattice, measured, limit)
}

/** The variants that can be measured, and why the others cannot. */
interface Lattice {
  readonly parts: readonly Part[]
  /** Baseline and candidate are always among them. */
  readonly sides: ReadonlyMap<Mix, Side>
  readonly refused: ReadonlyMap<Mix, string>
  readonly together: Swaps['together']
}

async function* checkedLattice(prepared: Prepared, identified: Identified): Staged<Lattice> {
  const differs = (name: Swappable) => identified.layers.find(({ layer }) => layer === name)?.differs
  if (differs('module') === false || differs('glue') === false) return yield* checkMixes(prepared, identified, null, '')
  if (differs('module') == null || differs('glue') == null) {
    return yield* checkMixes(prepared, identified, null, 'it could not be watched what the sides load')
  }
  const files = {
    // The baseline's scripts with the candidate's modules, and the reverse.
    module: await mixFiles(prepared, identified, 'baseline', 'd'),
    glue: await mixFiles(prepared, identified, 'candidate', 'e'),
  }
  const refusals = Object.values(files).flatMap(mixed => (mixed.kind === 'refused' ? [mixed.why] : []))
  if (refusals.length === 2) return yield* checkMixes(prepared, identified, null, refusals.join('; '))
  const apart = yield* checkMixes(prepared, identified, files, '')
  const exchanged = contrastsOf(apart.parts.length, new Set(apart.sides.keys())).filter(({ parts }) => parts.length === 1)
  const isApart = exchanged.some(({ parts }) => apart.parts[parts[0]!]!.layers.some(layer => layer === 'module' || layer === 'glue'))
  if (isApart) return apart
  return yield* checkMixes(prepared, identified, null, [...new Set(apart.refused.values())].join('; '))
}

/** Launches every mixed variant once: it has to run, return what the sides return, and compile the modules that were put into it. */
async function* checkMixes(
  prepared: Prepared,
  identified: Identified,
  files: Readonly<Record<'module' | 'glue', MixedFiles>> | null,
  whyFilesTogether: string,
): Staged<Lattice> {
  const parts = partsOf(identified.layers, files !== null)
  const sides = new Map<Mix, Side>()
  const refused = new Map<Mix, string>()
  const mixes = mixesOf(parts)
  for (const mix of mixes) {
    if (mix === 0 || mix === mixes.length - 1) {
      sides.set(mix, prepared.sides[mix === 0 ? 'baseline' : 'candidate'])
      continue
    }
    const layers = fromCandidate(parts, mix)
    const mixed = filesOf(layers, files)
    if (mixed !== null && mixed.kind === 'refused') {
      refused.set(mix, mixed.why)
      continue
    }
    const side = sideWith(prepared, layers, mixed)
    const why = await refusalOf(prepared, mixName(parts, mix), side, mixed)
    yield { kind: 'launch', stage: 'mix', arm: 'candidate', done: mix, planned: mixes.length - 2, remainingNs: null }
    if (why === null) sides.set(mix, side)
    else refused.set(mix, why)
  }
  const joined = parts.filter(({ layers }) => layers.length > 1)
  const together = joined.map(({ layers }) => ({
    layers: [...layers],
    why: layers.includes('module') ? whyFilesTogether : 'flags are of their engine, and all four layers differ',
  }))
  return { parts, sides, refused, together }
}

/** Null when the files are those of a side as they are. */
function filesOf(layers: readonly Swappable[], files: Readonly<Record<'module' | 'glue', MixedFiles>> | null): MixedFiles | null {
  const [module, glue] = [layers.includes('module'), layers.includes('glue')]
  if (files === null || module === glue) return null
  return files[module ? 'module' : 'glue']
}

function sideWith({ sides }: Prepared, layers: readonly Swappable[], mixed: MixedFiles | null): Side {
  const of = (layer: Swappable): Side => sides[layers.includes(layer) ? 'candidate' : 'baseline']
  const whole = layers.includes('module') || layers.includes('glue') ? sides.candidate : sides.baseline
  const { root, dir, file } = mixed?.kind === 'built' ? mixed.side : whole
  return { root, dir, file, engine: of('engine').engine, flags: of('flags').flags }
}

async function refusalOf(prepared: Prepared, name: string, side: Side, mixed: MixedFiles | null): Promise<string | null> {
  const context: MeasureContext = { ...measureContext(prepared), mixes: new Map([[name, side]]) }
  const slot: LaunchSlot = { stage: 'mix', block: 0, arm: 'candidate', position: 0, attempt: 0, version: name }
  let record: LaunchRecord
  try {
    record = await launch(context, slot, folder => ({ kind: 'watch', folder }))
  } catch (error) {
    // On the sides themselves flags and workload are as they should be, so the mixture is not.
    if (error instanceof CulpritError && (error.code === 'bad-flags' || error.code === 'bad-workload'))
      return `it does not run: ${error.message}`
    throw error
  }
  const { outcome, observed } = record
  if (outcome.kind === 'failed') return `it does not run (${outcome.cause} in ${outcome.phase}): ${firstLine(outcome.message)}`
  const expected = checksumsOf(prepared)
  if (!expected.has(outcome.checksum))
    return `it returns ${outcome.checksum ?? 'nothing'} where the sides return ${[...expected].join(' or ')}`
  if (mixed?.kind !== 'built') return null
  const compiled = new Set(observed?.modules)
  const isExchanged = mixed.by.every(sha256 => compiled.has(sha256)) && !mixed.replaced.some(sha256 => compiled.has(sha256))
  return isExchanged ? null : 'it does not compile the modules that were put into its files'
}

/** What the watched launches of both sides returned. */
function checksumsOf({ folder }: Prepared): Set<string | null> {
  return new Set(
    folder.launches().flatMap(({ stage, outcome }) => (stage === 'watch' && outcome.kind === 'measured' ? [outcome.checksum] : [])),
  )
}

const longestMessage = 200

function firstLine(message: string): string {
  const [line = ''] = message.split('\n')
  return line.length > longestMessage ? `${line.slice(0, longestMessage)}…` : line
}

interface MeasuredSplit extends Split {
  readonly stoppedBy: NonNullable<Swaps['stoppedBy']>
  readonly dropped: number
}

interface MeasuredSwapBlock extends SwapBlock {
  readonly block: number
  readonly attempt: number
}

/** Blocks in which every variant runs once, in turns, until a look decides every part or the share of the budget is spent. */
async function* measureSplit(
  prepared: Prepared,
  { parts, sides }: Lattice,
  contrasts: readonly Contrast[],
  plan: IterationPlan,
  splitPlan: SplitPlan,
): Staged<MeasuredSplit> {
  const names = new Map([...sides.keys()].map(mix => [mix, mixName(parts, mix)]))
  const context: MeasureContext = {
    ...measureContext(prepared),
    mixes: new Map([...sides].map(([mix, side]) => [names.get(mix)!, side])),
  }
  const pilots = prepared.folder
    .launches()
    .flatMap(({ stage, outcome }) => (stage === 'pilot' && outcome.kind === 'measured' ? [outcome] : []))
  const busy = busyReference(pilots)
  const budgetNs = budgetShare * prepared.run.request.budgetNs
  const blocks: MeasuredSwapBlock[] = []
  let spent: Nanoseconds = 0
  let failures = 0
  for (;;) {
    const state = splitState(counted(blocks), contrasts, splitPlan)
    if (state.kind !== 'continue') return ended(state.split, state.kind === 'decided' ? 'decision' : 'last-look')
    const costOfBlock = blocks.length === 0 ? 0 : spent / blocks.length
    if (spent + costOfBlock > budgetNs) return overBy('budget')
    if (failures >= failuresThatDecide) return overBy('failures')

    const { block, attempt } = nextBlock(blocks, state.time)
    const order = orderOf([...names], context.seed, 'swap', block, attempt)
    const slots = order.map(([mix, version], position): LaunchSlot => {
      return { stage: 'swap', block, arm: mix === 0 ? 'baseline' : 'candidate', position, attempt, version }
    })
    if (context.quiet !== null && !isKnown(context, slots)) yield* context.quiet.wait(context.signal)
    const records = await launchInTurns(context, slots, { kind: 'steady', plan })
    blocks.push({ block, attempt, ...blockOf(records, names, busy) })
    spent += launchedNs(records)
    failures += records.filter(({ outcome }) => outcome.kind === 'failed').length
    const done = counted(blocks).length
    const planned = Math.max(done, state.until)
    const remainingNs = Math.max(0, Math.min((spent / blocks.length) * (planned - done), budgetNs - spent))
    yield { kind: 'launch', stage: 'swap', arm: 'candidate', done, planned, remainingNs }
  }

  function overBy(stoppedBy: 'budget' | 'failures'): MeasuredSplit {
    const state = splitState(counted(blocks), contrasts, splitPlan, true)
    if (state.kind === 'continue') throw new Error('a split that is over has no last look')
    return ended(state.split, stoppedBy)
  }

  function ended(split: Split, stoppedBy: MeasuredSplit['stoppedBy']): MeasuredSplit {
    return { ...split, stoppedBy, dropped: counted(blocks).length - split.blocks }
  }
}

/** A contended block is measured once more while the clock may decide, with a new order. */
function nextBlock(blocks: readonly MeasuredSwapBlock[], time: SplitPlan['time']): { block: number; attempt: number } {
  const last = blocks.at(-1)
  if (last === undefined) return { block: 0, attempt: 0 }
  return time === 'wall' && last.contended && last.attempt === 0 ? { block: last.block, attempt: 1 } : { block: last.block + 1, attempt: 0 }
}

/** One for each block: its last attempt, whatever that came to. */
function counted(blocks: readonly MeasuredSwapBlock[]): MeasuredSwapBlock[] {
  return blocks.filter((block, index) => blocks[index + 1]?.block !== block.block)
}

function blockOf(records: readonly LaunchRecord[], names: ReadonlyMap<Mix, string>, busy: Share | null): SwapBlock {
  const byMix = new Map([...names].map(([mix, name]) => [mix, records.find(({ version }) => version === name)]))
  return {
    contended: isContended(records, busy),
    ratio: (from, to, time): LogRatio | null => pairLogRatio(byMix.get(from), byMix.get(to), time),
  }
}

function swapsDocument({ parts, sides, refused, together }: Lattice, measured: MeasuredSplit | null, limit: LogRatio): Swaps {
  const main = (part: number) => measured?.effects.find(({ contrast }) => contrast.parts.length === 1 && contrast.parts[0] === part)
  const layersOf = (places: readonly number[]) => places.map(place => [...parts[place]!.layers])
  return {
    parts: parts.map(({ layers }, part) => ({
      layers: [...layers],
      effect: main(part)?.effect ?? null,
      decision: main(part)?.decision ?? 'inconclusive',
      exchanges: { measured: main(part)?.contrast.taken ?? 0, possible: 2 ** (parts.length - 1) },
    })),
    interactions: (measured?.effects ?? [])
      .filter(({ contrast }) => contrast.parts.length > 1)
      .map(({ contrast, effect, decision }) => ({
        parts: layersOf(contrast.parts),
        effect,
        shown: decision === 'slower' || decision === 'faster',
      })),
    variants: mixesOf(parts).map(mix => ({
      fromCandidate: fromCandidate(parts, mix),
      why: sides.has(mix) ? null : (refused.get(mix) ?? null),
    })),
    together: [...together],
    decidedBy: measured?.time ?? null,
    blocks: measured?.blocks ?? 0,
    droppedBlocks: measured?.dropped ?? 0,
    limit: Math.expm1(limit),
    stoppedBy: measured?.stoppedBy ?? null,
  }
}
