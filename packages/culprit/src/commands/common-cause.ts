import type { ComparedCommand, SuiteComparison } from '../model/suite-comparison.ts'
import type { LogRatio } from '../model/units.ts'
import { commonShift } from '../stats/common-shift.ts'

type Common = SuiteComparison['common']

interface Measured {
  readonly name: string
  readonly baselineNs: number
  readonly logRatio: LogRatio
  readonly low: LogRatio
  readonly high: LogRatio
}

/**
 * Whether what changed is shared by all commands, which points to one cause (the binary, its flags, its start-up), or is single commands' own.
 *
 * From five commands on by the shape that fits them (`commonShift`); below that by whether one factor lies in the intervals of all. What failed has
 * no ratio and is left out.
 */
export function commonCauseOf(commands: readonly ComparedCommand[]): Common {
  const points = commands.flatMap(measuredOf)
  if (points.length < 2) {
    return unknownCause(
      `${points.length === 0 ? 'No command was' : 'Only one command was'} measured with an interval on both sides, so a common cause cannot be told from its own.`,
    )
  }
  const changed = commands.filter(({ verdict, decidedBy }) => (verdict === 'regression' || verdict === 'improvement') && isTime(decidedBy))
  const shift = commonShift(points)
  if (shift === null) return bySharedFactor(points, changed)
  const stands = (index: number): boolean => {
    const { low, high, logRatio } = points[index]!
    const residual = shift.residuals[index]!
    const common = logRatio - residual
    return Math.abs(residual) > 3 * shift.deviation && (low > common || high < common)
  }
  const own = points.filter((_, index) => stands(index)).map(({ name }) => name)
  const beside = own.length === 0 ? '' : ` Beside that, ${list(own)} changed by ${own.length === 1 ? 'itself' : 'themselves'}.`
  const ratio = Math.exp(shift.logRatio)
  switch (shift.kind) {
    case 'ratio':
      return {
        kind: 'ratio',
        ratio,
        addedNs: null,
        statement: `All commands changed by about the same factor, ${ratio.toFixed(2)}: look for one cause in what they share, such as the binary or its flags.${beside}`,
        own,
      }
    case 'additive':
      return {
        kind: 'additive',
        ratio: null,
        addedNs: shift.addedNs,
        statement: `All commands changed by about the same time, ${Number((shift.addedNs / 1e6).toPrecision(3))} ms: look for one cause in what each of them does once, such as start-up.${beside}`,
        own,
      }
    case 'either':
      return {
        kind: 'either',
        ratio,
        addedNs: shift.addedNs,
        statement: `All commands changed alike, by a factor of ${ratio.toFixed(2)} or by a time; these commands are too much alike to tell which.${beside}`,
        own,
      }
    case 'none':
      return ownChanges(changed, own)
  }
}

/** Few commands: one factor that every interval holds, and that is not 1. */
function bySharedFactor(points: readonly Measured[], changed: readonly ComparedCommand[]): Common {
  const low = Math.max(...points.map(point => point.low))
  const high = Math.min(...points.map(point => point.high))
  const isShared = low <= high && (low > 0 || high < 0)
  if (!isShared) return ownChanges(changed, [])
  const ratio = Math.exp((low + high) / 2)
  return {
    kind: 'ratio',
    ratio,
    addedNs: null,
    statement: `All ${points.length} commands changed by about the same factor, ${ratio.toFixed(2)}: look for one cause in what they share, such as the binary or its flags. So few commands show it weakly.`,
    own: [],
  }
}

function ownChanges(changed: readonly ComparedCommand[], standing: readonly string[]): Common {
  const own = [...new Set([...changed.map(({ name }) => name), ...standing])]
  return {
    kind: 'own',
    ratio: null,
    addedNs: null,
    statement:
      own.length === 0
        ? 'No command changed in time, and neither did all together.'
        : `The others did not change with ${list(own)}: the cause is ${own.length === 1 ? "this command's own" : "these commands' own"}, not one that all share.`,
    own,
  }
}

function unknownCause(statement: string): Common {
  return { kind: 'unknown', ratio: null, addedNs: null, statement, own: [] }
}

/** Per test where the number of tests is known: a suite that grew has not become slower. */
function measuredOf({ name, ratio, perTest, decidedBy, metrics, isJudgedPerTest }: ComparedCommand): Measured[] {
  const judged = isJudgedPerTest ? perTest : ratio
  const baselineNs = metrics.find(({ metric }) => metric === (decidedBy === 'cpu' ? 'cpu' : 'wall'))?.baseline ?? 0
  if (judged === null || judged.low === null || judged.high === null || baselineNs <= 0 || judged.low <= 0) return []
  return [{ name, baselineNs, logRatio: Math.log(judged.estimate), low: Math.log(judged.low), high: Math.log(judged.high) }]
}

function isTime(decidedBy: ComparedCommand['decidedBy']): boolean {
  return decidedBy === 'wall' || decidedBy === 'cpu'
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 5).map(name => JSON.stringify(name))
  return names.length > 5 ? `${shown.join(', ')} and ${names.length - 5} more` : shown.join(' and ')
}
