import { percent, signed } from '../format.ts'
import type { FlameGraph, Table } from '../story.ts'
import { joined, quiet, strong, text, type Text } from '../text.ts'
import { amount } from './amount.ts'
import { functionText } from './function-text.ts'
import type { Flame } from './flame.ts'
import { hottestPaths, type PathRow } from './paths.ts'

const shownRows = 24
/** Longer chains are shown by their ends. */
const shownChain = 3

/** The tree of the hottest paths, which plain text has in the place of a flame graph; where two profiles are compared, of what changed most. */
export function pathTable({ caption, flame }: FlameGraph): Table {
  const [measure] = flame.measures
  if (measure === undefined) return { kind: 'table', caption, columns: [], rows: [] }
  const whole = sum(measure.own)
  const changed = measure.baseline === null ? 0 : whole - sum(measure.baseline)
  const cells = ({ total, own, baseline }: PathRow): Text[] => {
    if (baseline === null) return [strong(share(total, whole)), text`${share(own, whole)}`]
    return [strong(signed(total - baseline, value => amount(measure.measure, value))), text`${share(total - baseline, Math.abs(changed))}`]
  }
  return {
    kind: 'table',
    caption,
    columns: [
      { title: measure.baseline === null ? measure.title : `change of ${measure.title}`, align: 'right' },
      { title: measure.baseline === null ? 'itself' : 'of all change', align: 'right' },
      { title: 'path', align: 'left', isKey: true },
    ],
    rows: hottestPaths(flame, measure, shownRows).map(row => [...cells(row), pathWords(flame, row)]),
  }
}

function pathWords({ functions }: Flame, { depth, chain }: PathRow): Text {
  const names = chain.map(index => functionText(functions[index]!))
  const shown = names.length <= shownChain ? names : [names[0]!, quiet(`${names.length - 2} more`), names.at(-1)!]
  return [...quiet('\u00a0\u00a0'.repeat(depth)), ...joined(shown, ' → ')]
}

/** Nothing where the parts cancel out, so that a share would say little. */
function share(part: number, whole: number): string {
  return whole === 0 || Math.abs(part) > 2 * whole ? '' : percent(part / whole)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
