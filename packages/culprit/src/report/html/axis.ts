import type { Arm } from '../../model/launch.ts'
import { position, type Scale, tickLabels } from '../scale.ts'
import { type Html, markup } from './template.ts'

/**
 * Plots are as wide as the page allows and keep their text at reading size: places along the axis are percentages of the width,
 * heights are pixels.
 */
export function across(scale: Scale, value: number): number {
  // Two percent at both ends are room for the marks that stand there.
  return round(2 + position(scale, value) * 96)
}

/** The heights between which a row of a plot has its marks; the row's label stands above them. */
export interface Band {
  readonly top: number
  readonly bottom: number
}

/** Fine lines through the rows at round numbers, which stand below the last one. */
export function axis(
  scale: Scale,
  rows: readonly Band[],
  unit: { readonly size: number; readonly name: string } = { size: 1, name: '' },
): Html {
  const labels = tickLabels(scale, unit.size)
  const bottom = rows.at(-1)?.bottom ?? 0
  return markup`${scale.ticks.map((tick, index) => {
    const x = across(scale, tick)
    return markup`${upright(x, rows, 'grid')}<text class="tick" x="${x}%" y="${bottom + 16}" text-anchor="middle">${labels[index] ?? ''}</text>
      `
  })}`
}

/** A line through all rows that leaves their labels free. */
export function upright(x: number, rows: readonly Band[], style: string): Html {
  return markup`${rows.map(({ top, bottom }) => markup`<line class="${style}" x1="${x}%" x2="${x}%" y1="${top}" y2="${bottom}" />`)}`
}

/** What a row of a plot shows, over the row: its name in the colour of its arm, and its numbers. */
export function rowLabel(arm: Arm | null, y: number, label: string, note: string): Html {
  const style = arm === null ? 'label' : `label ${arm}-ink`
  return markup`<text class="${style}" x="0" y="${y}">${label}<tspan class="note" dx="8">${note}</tspan></text>`
}

/** How many values a plot had to leave out; nothing when it shows all. */
export function outside(count: number): string {
  return count === 0 ? '' : `${count} outside of the scale`
}

/** One launch or one pair, with its words for who points at it. */
export function mark(x: number, y: number, style: string, shape: 'circle' | 'triangle', title: string): Html {
  if (shape === 'circle') return markup`<circle class="${style}" cx="${x}%" cy="${round(y)}" r="4.5"><title>${title}</title></circle>`
  return markup`<svg x="${x}%" y="${round(y)}" overflow="visible">
    <path class="${style}" d="M0-5.5 5.2 4.2-5.2 4.2Z"><title>${title}</title></path>
  </svg>`
}

/** Heights above a row for marks that would cover each other. */
export function stacked(places: readonly number[]): number[] {
  const columns = new Map<number, number>()
  return places.map(place => {
    const column = Math.round(place / 1.3)
    const height = columns.get(column) ?? 0
    columns.set(column, height + 1)
    return height
  })
}

export function round(value: number): number {
  return Math.round(value * 100) / 100
}
