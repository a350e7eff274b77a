import type { FunctionDiff } from '../../model/function-diff.ts'
import { count, counted, percent, size } from '../format.ts'
import type { Block, Fact, Story } from '../story.ts'
import { name, quiet, text, type Text } from '../text.ts'

export function tellFunctionDiff(diff: FunctionDiff): Story {
  const { identical, a, b, lines, how, confidence, rows, rowsTotal, renumberedLocals } = diff
  const paired: Fact[] =
    how === null ? [] : [{ label: 'paired by', value: text`${how}${confidence === null ? '' : ` (${percent(confidence)})`}` }]
  const renumbered: Fact[] =
    renumberedLocals === 0
      ? []
      : [{ label: 'locals', value: text`${counted(renumberedLocals, 'local')} with another index, which is no difference` }]
  const blocks: Block[] = [{ kind: 'lines-diff', caption: 'The text of both functions', sides: ['a', 'b'], rows }]
  const left = rowsTotal - rows.length
  if (left > 0) blocks.push({ kind: 'text', text: text`${counted(left, 'more row')} of the comparison are not in this document.` })
  return {
    label: 'function-diff',
    verdict: identical ? 'identical' : 'different',
    tone: 'strong',
    answer: identical
      ? text`${functionName(a)} does the same on both sides: ${counted(lines.same, 'line')}`
      : text`${functionName(a)} differs: ${counted(lines.changed, 'line')} changed, ${count(lines.removed)} removed, ${count(lines.added)} added, ${count(lines.same)} the same`,
    facts: [{ label: 'a', value: describedFunction(a) }, { label: 'b', value: describedFunction(b) }, ...paired, ...renumbered],
    sections: identical ? [] : [{ title: 'Code', blocks }],
  }
}

function describedFunction(side: FunctionDiff['a']): Text {
  if (side.bytes === null || side.operators === null) return text`${functionName(side)}, imported`
  return text`${functionName(side)}, ${size(side.bytes)}, ${counted(side.operators, 'operator')}`
}

function functionName({ index, name: own }: FunctionDiff['a']): Text {
  return own === null ? text`function ${String(index)}` : text`${name(own)} ${quiet(`#${index}`)}`
}
