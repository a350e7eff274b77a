import { functionName } from '../../profile/labels.ts'
import { ownSums } from '../../profile/tree.ts'
import { round } from '../html/axis.ts'
import { type Html, markup } from '../html/template.ts'
import { visible } from '../untrusted.ts'
import { percent, signed } from '../format.ts'
import { amount } from './amount.ts'
import { changeColour, functionColours, palette } from './colours.ts'
import type { Flame, FlameMeasure } from './flame.ts'
import { layOut } from './layout.ts'

const width = 1200
const rowHeight = 18
const characterWidth = 6.7
/** Deeper rows are left out: nobody scrolls through a picture of ten thousand pixels. */
const mostRows = 64
/** In pixels; narrower boxes are left out, which keeps the file small whatever the number of paths. */
const narrowest = 1.5

/**
 * A flame graph as one SVG file without a script: the root at the top, names and numbers as tooltips, light or dark as the reader's screen
 * is. Paths that are too narrow or too deep to be seen are left out.
 */
export function renderFlameSvg(title: string, flame: Flame): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${flamePicture(title, flame).source}\n`
}

/** The same as an element of a page. */
export function flamePicture(title: string, flame: Flame): Html {
  const [measure] = flame.measures
  if (measure === undefined) return markup``
  const layout = layOut(flame.parents, measure.own)
  const before = measure.baseline === null ? null : layOut(flame.parents, measure.baseline).sums
  const whole = layout.sums[0]!
  const colours = functionColours(flame.functions)
  const colourOf = (node: number) => {
    if (before !== null) return changeColour(layout.sums[node]!, before[node]!)
    return colours[flame.nodes[node]!] ?? rootColour
  }
  const used = new Set<number>()
  const box = (node: number, depth: number) => {
    const sum = layout.sums[node]!
    const own = flame.functions[flame.nodes[node]!]
    const name = own === undefined ? 'all' : functionName(own)
    const x = round(layout.starts[node]! * width)
    const y = depth * rowHeight
    const wide = round((sum / whole) * width)
    const change = before === null ? '' : `, ${signed(sum - before[node]!, value => amount(measure.measure, value))}`
    const words = `${name}: ${amount(measure.measure, sum)} ${measure.title}, ${percent(sum / whole)}${change}`
    const shown = fitted(name, wide)
    used.add(colourOf(node))
    const text = shown === '' ? null : markup`<text x="${round(x + 4)}" y="${y + 13}">${shown}</text>`
    return markup`<g><title>${words}</title><rect class="f${colourOf(node)}" x="${x}" y="${y}" width="${round(wide - 0.5)}" height="${rowHeight - 1}"/>${text}</g>
`
  }
  const rows = layout.rows
    .slice(0, mostRows)
    .map(row => [...row].filter(node => (layout.sums[node]! / whole) * width >= narrowest))
    .filter(row => row.length > 0)
  const boxes = rows.map((row, depth) => row.map(node => box(node, depth)))
  const fills = (dark: boolean) =>
    palette(dark)
      .flatMap((fill, colour) => (used.has(colour) ? [`.f${colour}{fill:${fill}}`] : []))
      .join('')
  return markup`<svg class="flame-picture" role="img" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${Math.max(1, rows.length) * rowHeight}" width="100%">
<title>${title}</title>
<desc>${description(flame, measure, whole)}</desc>
<style>.flame-picture text{font:11px ui-monospace,Menlo,monospace;fill:#1d2126}${fills(false)}@media (prefers-color-scheme:dark){.flame-picture text{fill:#e8e6e1}${fills(true)}}</style>
${boxes}</svg>`
}

const rootColour = 23
const described = 5

/** What the picture shows, for who does not see it. */
function description(flame: Flame, measure: FlameMeasure, whole: number): string {
  const own = ownSums({ parents: flame.parents, functions: flame.nodes }, measure.own, flame.functions.length)
  const widest = [...own.keys()].sort((a, b) => own[b]! - own[a]!).slice(0, described)
  const shares = widest
    .filter(place => own[place]! > 0)
    .map(place => `${functionName(flame.functions[place]!)} ${percent(own[place]! / whole)}`)
  return `${amount(measure.measure, whole)} ${measure.title} in all. Of them in the functions themselves: ${shares.join(', ')}`
}

/** As much of a name as a box has room for. */
function fitted(name: string, wide: number): string {
  const room = Math.floor((wide - 8) / characterWidth)
  const characters = Array.from(visible(name))
  if (characters.length <= room) return characters.join('')
  return room < 3 ? '' : `${characters.slice(0, room - 1).join('')}…`
}
