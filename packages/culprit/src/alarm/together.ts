import type { Alarm, AlarmEntry } from '../model/alarm.ts'

/** Of several that crossed, this share of all is too much for chance to have picked them. */
const most = 0.5

/** How many crossed together, and where that points: what all of them share is the machine, the engine, or a part that all of them use. */
export function crossedTogether(entries: readonly AlarmEntry[]): Alarm['together'] {
  const judged = entries.filter(({ crossed }) => crossed !== null)
  const crossed = judged.filter(entry => entry.crossed)
  return { crossed: crossed.length, judged: judged.length, statement: statement(crossed, judged.length) }
}

function statement(crossed: readonly AlarmEntry[], judged: number): string {
  if (crossed.length === 0) return judged === 0 ? 'Nothing could be judged.' : 'None crossed its budget.'
  const [first] = crossed
  if (judged === 1) return `${first!.name} is the only benchmark that was judged, so nothing tells its own slowdown from a common cause.`
  if (crossed.length === 1) return `${first!.name} crossed alone, out of ${judged}: the cause is likely its own.`
  if (crossed.length === judged)
    return `All ${judged} crossed together: likely the machine, or a cause that all of them share, such as the engine or its flags.`
  if (crossed.length > judged * most)
    return `${crossed.length} of ${judged} crossed together: look for what they share before each by itself.`
  return `${crossed.length} of ${judged} crossed: look for what these share and the others do not.`
}
