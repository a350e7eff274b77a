import { intervalWords, percent, ratio, ratioParts } from '../format.ts'
import { beyond, scaleOf } from '../scale.ts'
import type { RatioPlot } from '../story.ts'
import { across, axis, outside, round, rowLabel, upright } from './axis.ts'
import { type Html, markup } from './template.ts'

const rowHeight = 68

/** Intervals as bars over the pairs they were made from; the band around 1 holds what is too small to count. */
export function ratioPlot({ caption, threshold, rows }: RatioPlot): Html {
  const bounds = rows.flatMap(row => [row.estimate, row.low, row.high]).filter(value => value !== null)
  const scale = scaleOf(
    rows.map(row => row.pairs),
    [...bounds, 1, 1 + threshold, 1 / (1 + threshold)],
    5,
  )
  const bottom = rows.length * rowHeight
  const bands = rows.map((_, index) => ({ top: index * rowHeight + 22, bottom: (index + 1) * rowHeight - 12 }))
  const [low, high] = [across(scale, 1 / (1 + threshold)), across(scale, 1 + threshold)]
  const summary = rows.map(row => `${row.label}: ${ratioParts(row).estimate}, ${intervalWords(row)}`)
  return markup`<figure>
    <figcaption>${caption}. The band is the threshold of ${percent(threshold)}; right of it is slower.</figcaption>
    <svg class="plot" role="img" width="100%" height="${bottom + 22}">
      <title>${caption}</title>
      <desc>${summary.join('; ')}</desc>
      ${bands.map(({ top, bottom }) => markup`<rect class="band" x="${low}%" width="${round(high - low)}%" y="${top}" height="${bottom - top}" />`)}
      ${axis(scale, bands)} ${upright(across(scale, 1), bands, 'one')}
      ${rows.map((row, index) => {
        const { arm, label, estimate, low, high, pairs } = row
        const top = index * rowHeight
        const y = top + 36
        const [begin, end] = [low === null ? 0 : across(scale, low), high === null ? 100 : across(scale, high)]
        const { below, above } = beyond(scale, pairs)
        const far = outside(below.length + above.length)
        const note = `${ratioParts(row).estimate} (${intervalWords(row)})${far === '' ? '' : `, ${far}`}`
        const shown = pairs.filter(pair => pair >= scale.low && pair <= scale.high)
        return markup`${rowLabel(arm, top + 14, label, note)}
          <rect class="${arm}-bar" x="${begin}%" width="${round(Math.max(0.4, end - begin))}%" y="${y - 6}" height="12" rx="6" />
          ${low === null ? markup`<path class="${arm}-line" d="M9 ${y - 5} 2 ${y}l7 5" />` : null}${high === null ? markup`<svg x="100%" y="${y}" overflow="visible"><path class="${arm}-line" d="M-9-5-2 0l-7 5" /></svg>` : null}
          ${shown.map(pair => markup`<line class="${arm}-line pair" x1="${across(scale, pair)}%" x2="${across(scale, pair)}%" y1="${y + 7}" y2="${y + 13}"><title>${ratio(pair)}</title></line>`)}
          <svg x="${across(scale, estimate)}%" y="${y}" overflow="visible">
            <path class="${arm}-mark estimate" d="M0-8 8 0 0 8-8 0Z"><title>${label}: ${ratioParts(row).estimate}</title></path>
          </svg>`
      })}
    </svg>
  </figure>`
}
