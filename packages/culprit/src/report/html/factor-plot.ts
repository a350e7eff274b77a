import { number, ratio } from '../format.ts'
import type { FactorPlot } from '../story.ts'
import { round, rowLabel } from './axis.ts'
import { type Html, markup } from './template.ts'

const rowHeight = 46

/** A bar for each benchmark on one logarithmic scale, with a line where its budget ends. */
export function factorPlot({ caption, rows }: FactorPlot): Html {
  if (rows.length === 0) return markup``
  const least = Math.log(Math.min(...rows.map(row => Math.min(row.factor, 1)))) - 0.5
  const most = Math.log(Math.max(...rows.map(row => Math.max(row.factor, row.budget))))
  const across = (value: number) => round(((Math.log(value) - least) / (most - least)) * 98)
  const words = rows.map(({ label, factor, budget }) => `${label}: ${ratio(factor)} of ${number(budget)}×`)
  return markup`<figure>
    <figcaption>${caption} (the scale is logarithmic; the line is the budget)</figcaption>
    <svg class="plot" role="img" width="100%" height="${rows.length * rowHeight}">
      <title>${caption}</title>
      <desc>${words.join('; ')}</desc>
      ${rows.map(({ label, factor, budget, crossed }, row) => {
        const top = row * rowHeight
        return markup`${rowLabel(null, top + 14, label, `${ratio(factor)} of ${number(budget)}×`)}
      <rect class="factor-bar${crossed ? ' crossed' : ''}" x="0" width="${across(factor)}%" y="${top + 22}" height="14"><title>${words[row] ?? ''}</title></rect>
      <line class="limit" x1="${across(budget)}%" x2="${across(budget)}%" y1="${top + 18}" y2="${top + 40}" />`
      })}
    </svg>
  </figure>`
}
