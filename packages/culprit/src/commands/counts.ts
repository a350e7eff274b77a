import { countNames, type CommandRun, type CountName, type PlannedCommand } from '../model/suite-comparison.ts'

/** What the output of a run says of its tests: the last match of each expression counts. What is not there, or is no whole number, is null and `unread`. */
export function readCounts(output: string, asked: PlannedCommand['counts']): Pick<CommandRun, 'counts' | 'unread'> {
  const counts: Record<CountName, number | null> = { tests: null, passed: null, failed: null }
  const unread: CountName[] = []
  for (const name of countNames) {
    const expression = asked[name]
    if (expression === null) continue
    counts[name] = lastCount(output, expression)
    if (counts[name] === null) unread.push(name)
  }
  return { counts, unread }
}

function lastCount(output: string, expression: string): number | null {
  let last: string | undefined
  for (const match of output.matchAll(new RegExp(expression, 'gm'))) last = match[1] ?? last
  if (last === undefined || !/^\d{1,15}$/.test(last)) return null
  return Number(last)
}
