import { measure, percent } from '../format.ts'
import type { PartsPlot } from '../story.ts'
import { round, rowLabel } from './axis.ts'
import { type Html, markup } from './template.ts'

const rowHeight = 54

/** A bar for each side, made of its parts; the longest bar has the full width. */
export function partsPlot({ caption, parts, rows, unit }: PartsPlot): Html {
  const totals = rows.map(row => row.values.reduce((sum, value) => sum + value, 0))
  const longest = Math.max(...totals)
  if (longest === 0) return markup``
  const bars = rows.map(({ label, values }, row) => {
    let end = 0
    const top = row * rowHeight
    return markup`${rowLabel(null, top + 14, label, measure(totals[row] ?? 0, unit))}
      ${values.map((value, index) => {
        const begin = end
        end += (value / longest) * 100
        const title = `${label}, ${parts[index] ?? ''}: ${measure(value, unit)} (${percent(value / (totals[row] ?? 1))})`
        return markup`<rect class="part part-${index}" x="${round(begin)}%" width="${round(end - begin)}%" y="${top + 22}" height="22"><title>${title}</title></rect>`
      })}`
  })
  const summary = rows.map(
    ({ label, values }) => `${label}: ${values.map((value, index) => `${parts[index] ?? ''} ${measure(value, unit)}`).join(', ')}`,
  )
  return markup`<figure>
    <figcaption>${caption}</figcaption>
    <svg class="plot" role="img" width="100%" height="${rows.length * rowHeight}">
      <title>${caption}</title>
      <desc>${summary.join('; ')}</desc>
      ${bars}
    </svg>
    <p class="legend">
      ${parts.map((part, index) => markup`<span><svg width="12" height="12" aria-hidden="true"><rect class="part-${index}" width="12" height="12" rx="2" /></svg> ${part}</span> `)}
    </p>
  </figure>`
}
