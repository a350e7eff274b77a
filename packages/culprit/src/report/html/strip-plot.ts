import { counted, measure } from '../format.ts'
import { axisUnit, beyond, scaleOf } from '../scale.ts'
import { markWords, type StripPlot } from '../story.ts'
import { across, axis, type Band, mark, outside, round, rowLabel, stacked, upright } from './axis.ts'
import { type Html, markup } from './template.ts'

/** A row of marks for each arm on one scale; the line at the baseline's median goes through all rows. */
export function stripPlot({ caption, unit, marks, rows }: StripPlot): Html {
  const medians = rows.map(row => row.median).filter(value => value !== null)
  const scale = scaleOf(
    rows.map(row => row.values),
    medians,
    5,
  )
  const laidOut = rows.map(row => {
    const shown = row.values.filter(value => value >= scale.low && value <= scale.high)
    const heights = stacked(shown.map(value => across(scale, value)))
    return { ...row, shown, heights, step: Math.min(8, 40 / Math.max(1, ...heights)), rise: Math.min(40, 8 * Math.max(0, ...heights)) }
  })
  let bottom = 0
  const bands: Band[] = []
  const bodies = laidOut.map(({ arm, label, shown, heights, step, rise, median, values }) => {
    const top = bottom === 0 ? 0 : bottom + 10
    const base = top + 36 + rise
    bottom = base + 12
    bands.push({ top: top + 22, bottom })
    const at = median === null ? null : across(scale, median)
    const { below, above } = beyond(scale, values)
    const note = [medianWords(median, unit), counted(values.length, ...markWords[marks]), outside(below.length + above.length)]
      .filter(part => part !== '')
      .join(', ')
    return markup`${rowLabel(arm, top + 14, label, note)}
      ${at === null ? null : markup`<line class="${arm}-line median" x1="${at}%" x2="${at}%" y1="${top + 22}" y2="${base + 8}" />`}
      ${shown.map((value, index) => mark(across(scale, value), round(base - (heights[index] ?? 0) * step), `${arm}-mark`, 'circle', `${label}: ${measure(value, unit)}`))}`
  })
  const reference = rows.find(row => row.arm === 'baseline')?.median ?? null
  const axisName = axisUnit(scale.high, unit)
  const summary = rows.map(row => `${row.label}: ${medianWords(row.median, unit)} of ${counted(row.values.length, ...markWords[marks])}`)
  return markup`<figure>
    <figcaption>${caption}, ${axisName.name}</figcaption>
    <svg class="plot" role="img" width="100%" height="${round(bottom + 22)}">
      <title>${caption}</title>
      <desc>${summary.join('; ')}</desc>
      ${axis(scale, bands, axisName)}
      ${reference === null ? null : upright(across(scale, reference), bands, 'guide')} ${bodies}
    </svg>
  </figure>`
}

function medianWords(median: number | null, unit: StripPlot['unit']): string {
  return median === null ? '' : `median ${measure(median, unit)}`
}
