import { median } from '../stats/median.ts'
import type { Check } from './check.ts'

/** Percent of time in which a task waited for a processor; under this a machine counts as quiet (statistics of the launches' own readings). */
const quietPressure = 10

/** How busy the machine was while it measured. Being busy adds noise to both sides alike, so it explains a wide interval and not a ratio. */
export const contention: Check = ({ launches }) => {
  const pressures = launches.flatMap(({ stage, after }) => (stage === 'steady' && after.cpuPressure10 !== null ? after.cpuPressure10 : []))
  if (pressures.length === 0) return []
  const typical = median(pressures)
  const quiet = typical < quietPressure
  return [
    {
      statement: `While it measured, tasks waited for a processor in ${typical.toFixed(0)} % of the time (median over the launches): the machine was ${quiet ? 'quiet' : 'busy'}.`,
      value: typical,
      unit: 'percent',
      supports: [],
      against: quiet ? ['environment'] : [],
    },
  ]
}
