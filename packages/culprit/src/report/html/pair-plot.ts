import { counted, ratio, ratioParts } from '../format.ts'
import { position, scaleOf, tickLabels } from '../scale.ts'
import type { PairPlot } from '../story.ts'
import { mark, round } from './axis.ts'
import { type Html, markup } from './template.ts'

const height = 210

/** Pairs from left to right as they were measured, so that a drift shows; the band is the interval, the dashed lines the threshold. */
export function pairPlot({ caption, threshold, estimate, low, high, pairs }: PairPlot): Html {
  const limits = [1 / (1 + threshold), 1 + threshold]
  const bounds = [low, high].filter(value => value !== null)
  const scale = scaleOf([pairs.map(pair => pair.ratio)], [...bounds, ...limits, 1, estimate], 5)
  const y = (value: number) => round((1 - position(scale, value)) * (height - 16) + 8)
  const x = (index: number) => round(((index + 0.5) / pairs.length) * 100)
  const labels = tickLabels(scale)
  const line = (value: number, style: string) => markup`<line class="${style}" x1="0" x2="100%" y1="${y(value)}" y2="${y(value)}" />`
  const [top, bottom] = [high === null ? 0 : y(high), low === null ? height : y(low)]
  const firsts = (first: string) => pairs.filter(pair => pair.first === first).length
  const { estimate: effect, bounds: interval } = ratioParts({ estimate, low, high })
  const summary = `${effect} with the interval ${interval}; the baseline ran first in ${counted(firsts('baseline'), 'pair')}, the candidate in ${counted(firsts('candidate'), 'pair')}`
  return markup`<figure>
    <figcaption>${caption}</figcaption>
    <svg class="plot inset" role="img" width="100%" height="${height}">
      <title>${caption}</title>
      <desc>${summary}</desc>
      <rect class="candidate-band" width="100%" y="${top}" height="${round(Math.max(1, bottom - top))}" />
      ${scale.ticks.map((tick, index) => markup`${line(tick, 'grid')}<text class="tick" x="-10" y="${y(tick) + 4}" text-anchor="end">${labels[index] ?? ''}</text>`)}
      ${limits.map(limit => line(limit, 'limit'))}${line(1, 'one')}${line(estimate, 'candidate-line')}
      ${pairs.map(({ block, ratio: value, first }, index) => mark(x(index), y(value), isOut(value, scale) ? 'outside' : 'candidate-mark', first === 'baseline' ? 'circle' : 'triangle', `pair ${block + 1}: ${ratio(value)}, ${first} first`))}
    </svg>
    <p class="legend">
      ${legend(markup`<circle class="candidate-mark" cx="9" cy="6" r="4.5" />`, 'baseline ran first')}
      ${legend(markup`<path class="candidate-mark" d="M9 .5 14.2 10.2 3.8 10.2Z" />`, 'candidate ran first')}
      ${legend(markup`<rect class="candidate-band" width="18" height="12" />`, 'interval')}
      ${legend(markup`<line class="limit" x1="0" x2="18" y1="6" y2="6" />`, 'threshold')}
      ${legend(markup`<line class="one" x1="0" x2="18" y1="6" y2="6" />`, 'no change')}
      ${pairs.some(pair => isOut(pair.ratio, scale)) ? legend(markup`<circle class="outside" cx="9" cy="6" r="4.5" />`, 'outside of the scale') : null}
    </p>
  </figure>`
}

function legend(glyph: Html, words: string): Html {
  return markup`<span><svg width="18" height="12" aria-hidden="true">${glyph}</svg> ${words}</span>`
}

function isOut(value: number, { low, high }: { readonly low: number; readonly high: number }): boolean {
  return value < low || value > high
}
