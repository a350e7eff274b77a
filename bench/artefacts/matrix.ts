import { type ArtefactId, artefactTests, classifyArtefacts } from '../../packages/culprit/src/checks/artefacts/index.ts'
import { plant, plantNames } from './planted.ts'

export const labels = ['none', ...(Object.keys(artefactTests) as ArtefactId[])] as const

/** What was said about the draws of one planted case. */
export interface MatrixRow {
  readonly planted: ArtefactId | 'none'
  readonly withRegression: boolean
  readonly draws: number
  readonly said: Readonly<Record<ArtefactId | 'none', number>>
  /** Draws in which the true regression was listed beside the artefact; null when none was planted. */
  readonly named: number | null
  /** Draws with the right label, and the true regression named where there is one. */
  readonly right: number
  /** Benchmarks listed that had not regressed, over all draws. */
  readonly wronglyNamed: number
}

/** One row for each artefact and for none, each without and with one true regression of 20 to 50 %. */
export function confusionMatrix(draws: number): MatrixRow[] {
  return [false, true].flatMap(withRegression => plantNames.map(planted => rowOf(planted, withRegression ? sizeOf : null, draws)))
}

/** The same with regressions of one size (a share), over all artefacts: in what share of draws the regression is named. */
export function namingRate(size: number, draws: number): number {
  const rows = plantNames.map(planted => rowOf(planted, () => size, draws))
  return rows.reduce((sum, { named }) => sum + named!, 0) / (rows.length * draws)
}

function sizeOf(draw: number): number {
  return 0.2 + 0.3 * ((draw * 0.618034) % 1)
}

function rowOf(planted: ArtefactId | 'none', size: ((draw: number) => number) | null, draws: number): MatrixRow {
  const said = Object.fromEntries(labels.map(label => [label, 0])) as Record<ArtefactId | 'none', number>
  let [named, right, wronglyNamed] = [0, 0, 0]
  for (let draw = 0; draw < draws; draw++) {
    const { facts, regression } = plant(planted, size?.(draw) ?? null, draw)
    const { label, standOuts } = classifyArtefacts(facts)
    const isNamed = standOuts!.some(({ name }) => name === regression)
    said[label]++
    if (isNamed) named++
    if (label === planted && (isNamed || regression === null)) right++
    wronglyNamed += standOuts!.length - (isNamed ? 1 : 0)
  }
  return { planted, withRegression: size !== null, draws, said, named: size === null ? null : named, right, wronglyNamed }
}
