import { percent } from '../model/figures.ts'
import type { Counting } from '../model/investigation.ts'
import type { Check } from './check.ts'

/**
 * Counts that are this near to each other are equal for what is asked here: workloads that look at a clock or draw lots repeat within a
 * few ten-millionths.
 */
const equalWithin = 1e-5
/** A change of the count explains a change of the time when it is at least this share of it. */
const explains = 0.2

/**
 * Whether the modules do more work, by the instructions that they execute: exact, whatever the machine does beside.
 *
 * More work in a module that changed is evidence for the module; in one that did not, it is called more often, which is the glue's doing.
 * Equal work that takes longer points away from the module, because another module would most likely execute another number.
 */
export const instructions: Check = ({ counting, layers, comparison, functions }) => {
  if (counting === null) return []
  const { baseline, candidate, spread } = counting
  const ratio = candidate / baseline
  const differs = (name: string) => layers.some(({ layer, differs }) => layer === name && differs !== false)
  const noise = Math.max(equalWithin, 2 * spread)
  const effect = (comparison.ratio?.estimate ?? 1) - 1
  const slower = comparison.verdict === 'regression' || comparison.verdict === 'improvement'
  const sides = `${count(baseline)} and ${count(candidate)} wasm instructions per run (${repeats(counting)})`

  if (Math.abs(ratio - 1) <= noise) {
    return [
      {
        statement: `Both sides execute the same work: ${sides}.`,
        value: ratio,
        unit: 'ratio',
        supports: [],
        against: slower ? ['module'] : [],
      },
    ]
  }
  const explained = slower && Math.sign(ratio - 1) === Math.sign(effect) && Math.abs(ratio - 1) >= explains * Math.abs(effect)
  // A function without a partner is new, or one that changed too much to be known again; and a share above the whole comes from changes
  // that cancel each other. Neither tells where the change is.
  const [first] = functions
  const share =
    first?.instructions == null || first.baseline === null || first.candidate === null ? null : first.instructions / (candidate - baseline)
  const where = share === null || share > 1 || share < 0.1 ? '' : `; ${percent(share)} of the change is in ${first!.candidate}`
  return [
    {
      statement: `The candidate executes ${percent(Math.abs(ratio - 1))} ${ratio > 1 ? 'more' : 'fewer'} instructions in wasm: ${sides}${where}.`,
      value: ratio,
      unit: 'ratio',
      supports: !explained ? [] : differs('module') ? ['module'] : differs('glue') ? ['glue'] : [],
      against: [],
    },
  ]
}

function repeats({ launches, spread }: Counting): string {
  return spread === 0 ? `the same in all ${launches} launches of a side` : `launches of a side differ by ${percent(spread)}`
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
