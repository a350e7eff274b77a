import { confidence, count, counted, measure, number, percent, ratio, ratioParts } from '../format.ts'
import { axisUnit, beyond, position, type Scale, scaleOf, tickLabels } from '../scale.ts'
import { markWords, type FactorPlot, type PartsPlot, type RatioPlot, type StripPlot } from '../story.ts'
import { quiet, text, type Text } from '../text.ts'
import { visible } from '../untrusted.ts'
import { columns, paragraph } from './layout.ts'
import type { Paint } from './paint.ts'

const indent = '  '
const widest = 110
const narrowest = 20
const arms = columns('candidate')

/** A row of marks for each arm on one scale, the median below it. */
export function stripPlot({ caption, unit, marks: shown, rows }: StripPlot, width: number, paint: Paint): string[] {
  const values = rows.flatMap(row => row.values)
  const numbers = rows.map(row => (row.median === null ? '' : spaced(measure(row.median, unit))))
  const plot = plotWidth(width, arms, Math.max(...numbers.map(columns)))
  const medians = rows.map(row => row.median).filter(value => value !== null)
  const scale = scaleOf(
    rows.map(row => row.values),
    medians,
    plot / 12,
  )
  const axis = axisUnit(scale.high, unit)
  const heights = rows.map(row => histogram(scale, row.values, plot))
  const tallest = Math.max(...heights.flat())
  return [
    ...captionLines(text`${caption}, ${axis.name} ${quiet(`(${legend(tallest, ...markWords[shown])}, ▲ median)`)}`, width, paint),
    ...rows.flatMap((row, index) => [
      `${indent}${row.label.padEnd(arms)}  ${paint(marks(heights[index] ?? [], tallest), row.arm)}  ${numbers[index]}`,
      ...(row.median === null ? [] : [indent + ' '.repeat(arms + 2) + paint(at(scale, row.median, plot, '▲'), row.arm)]),
    ]),
    ...axisLines(scale, plot, tickLabels(scale, axis.size), arms),
    ...outside(scale, values, value => spaced(measure(value, unit))),
  ].map(line => line.trimEnd())
}

/** Intervals as bars under the pairs they were made from; 1 and the threshold go through all rows. */
export function ratioPlot({ caption, threshold, rows }: RatioPlot, width: number, paint: Paint): string[] {
  const estimates = rows.map(row => ratioParts(row).estimate)
  const bounds = rows.map(row => `${ratioParts(row).bounds}${row.confidence === null ? '' : ` (${spaced(confidence(row.confidence))})`}`)
  const names = rows.map(row => visible(row.label))
  const labels = Math.max(arms, ...names.map(columns))
  const plot = plotWidth(width, labels, Math.max(...[...estimates, ...bounds].map(columns)))
  const must = rows.flatMap(row => [row.estimate, row.low, row.high]).filter(value => value !== null)
  const pairs = rows.flatMap(row => row.pairs)
  const scale = scaleOf(
    rows.map(row => row.pairs),
    [...must, 1, 1 + threshold, 1 / (1 + threshold)],
    plot / 12,
  )
  const lines = [
    { column: columnOf(scale, 1 + threshold, plot), glyph: '┊' },
    { column: columnOf(scale, 1 / (1 + threshold), plot), glyph: '┊' },
    { column: columnOf(scale, 1, plot), glyph: '│' },
  ]
  const heights = rows.map(row => histogram(scale, row.pairs, plot))
  const tallest = Math.max(1, ...heights.flat())
  const through = (row: string) =>
    Array.from(row, (glyph, column) => (glyph === ' ' ? (lines.findLast(line => line.column === column)?.glyph ?? ' ') : glyph)).join('')
  return [
    ...captionLines(
      text`${caption} ${quiet(`(${legend(tallest, 'pair')}, ◆ estimate, │ no change, ┊ threshold ${percent(threshold)})`)}`,
      width,
      paint,
    ),
    ...rows.flatMap((row, index) => [
      `${indent}${names[index]!.padEnd(labels)}  ${paint(through(marks(heights[index] ?? [], tallest)), row.arm)}  ${estimates[index]}`,
      `${indent}${' '.repeat(labels)}  ${paint(through(bar(scale, row, plot)), row.arm)}  ${bounds[index]}`,
    ]),
    ...axisLines(scale, plot, tickLabels(scale), labels),
    ...outside(scale, pairs, value => `${value.toFixed(2)}×`),
  ].map(line => line.trimEnd())
}

/** A bar for each side, made of its parts; the longest bar has the full width. */
export function partsPlot({ parts, rows, unit }: PartsPlot, width: number, paint: Paint): string[] {
  const totals = rows.map(row => row.values.reduce((sum, value) => sum + value, 0))
  const numbers = totals.map(total => spaced(measure(total, unit)))
  const longest = Math.max(...totals)
  const plot = plotWidth(width, arms, Math.max(...numbers.map(columns)))
  if (longest === 0) return []
  const shown = parts
    .map((part, index) => ({ part, glyph: partGlyphs[index % partGlyphs.length] ?? '' }))
    .filter((_, index) => rows.some(row => (row.values[index] ?? 0) > 0))
  const segments = (values: readonly number[]) => {
    let end = 0
    let sum = 0
    return values.map((value, index) => {
      const begin = end
      sum += value
      end = Math.round((sum / longest) * plot)
      return (partGlyphs[index % partGlyphs.length] ?? '').repeat(end - begin)
    })
  }
  return [
    ...rows.map((row, index) => `${indent}${row.label.padEnd(arms)}  ${segments(row.values).join('').padEnd(plot)}  ${numbers[index]}`),
    ...paragraph(
      quiet(shown.map(({ part, glyph }) => `${glyph}\u00a0${part.replaceAll(' ', '\u00a0')}`).join('  ')),
      width,
      paint,
      indent.length + arms + 2,
    ),
  ]
}

/** A bar for each benchmark on one logarithmic scale, with the mark of its budget: a factor of 300 leaves one of 1.2 to be seen. */
export function factorPlot({ caption, rows }: FactorPlot, width: number, paint: Paint): string[] {
  if (rows.length === 0) return []
  const names = rows
    .map(row => visible(row.label))
    .map(label => (columns(label) > longestName ? `${label.slice(0, longestName - 1)}…` : label))
  const labels = Math.max(...names.map(columns))
  const numbers = rows.map(row => spaced(`${ratio(row.factor)} of ${number(row.budget)}×`))
  const plot = plotWidth(width, labels, Math.max(...numbers.map(columns)))
  const least = Math.log(Math.min(...rows.map(row => Math.min(row.factor, 1)))) - 0.5
  const most = Math.log(Math.max(...rows.map(row => Math.max(row.factor, row.budget))))
  const columnAt = (value: number) => Math.round(((Math.log(value) - least) / (most - least)) * (plot - 1))
  return [
    ...captionLines(text`${caption} ${quiet('(█ measured, ┊ budget; the scale is logarithmic)')}`, width, paint),
    ...rows.map((row, index) => {
      const [end, budget] = [columnAt(row.factor), columnAt(row.budget)]
      const cells = Array.from({ length: plot }, (_, column) => (column === budget ? '┊' : column <= end ? '█' : ' ')).join('')
      return `${indent}${names[index]!.padEnd(labels)}  ${row.crossed ? paint(cells, 'bad') : cells}  ${numbers[index]}`.trimEnd()
    }),
  ]
}

const longestName = 24
const partGlyphs = ['█', '▒', '░', '▚', '▞', '▤']
const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/** Plots are not broken into lines, so that nothing has to be held together in them. */
function spaced(text: string): string {
  return text.replaceAll('\u00a0', ' ')
}

function captionLines(caption: Text, width: number, paint: Paint): string[] {
  return paragraph(caption, width, paint, indent.length)
}

function plotWidth(width: number, before: number, after: number): number {
  return Math.max(narrowest, Math.min(width, widest) - indent.length - before - after - 4)
}

function columnOf(scale: Scale, value: number, plot: number): number {
  return Math.round(position(scale, value) * (plot - 1))
}

function histogram(scale: Scale, values: readonly number[], plot: number): number[] {
  const heights = Array.from({ length: plot }, () => 0)
  for (const value of values) {
    if (value < scale.low || value > scale.high) continue
    const column = columnOf(scale, value, plot)
    heights[column] = (heights[column] ?? 0) + 1
  }
  return heights
}

/** One launch is a quarter of a character high while no column holds more than four; else the tallest column is a whole one. */
function marks(heights: readonly number[], tallest: number): string {
  const perBlock = 8 / Math.max(4, tallest)
  return heights.map(height => (height === 0 ? ' ' : (blocks[Math.max(1, Math.round(height * perBlock)) - 1] ?? '█'))).join('')
}

function legend(tallest: number, one: string, many?: string): string {
  return tallest <= 4 ? `▂ one ${one}` : `█ ${spaced(counted(tallest, one, many))}`
}

function at(scale: Scale, value: number, plot: number, glyph: string): string {
  return ' '.repeat(columnOf(scale, value, plot)) + glyph
}

function bar(scale: Scale, { estimate, low, high }: RatioPlot['rows'][number], plot: number): string {
  const begin = low === null ? 0 : columnOf(scale, low, plot)
  const end = high === null ? plot - 1 : columnOf(scale, high, plot)
  const middle = columnOf(scale, estimate, plot)
  return Array.from({ length: plot }, (_, column) => {
    if (column === middle) return '◆'
    if (column < begin || column > end) return ' '
    return low === null && column === 0 ? '◀' : high === null && column === plot - 1 ? '▶' : '━'
  }).join('')
}

function axisLines(scale: Scale, plot: number, labels: readonly string[], before: number): string[] {
  const line = Array.from({ length: plot }, () => '─')
  const words = Array.from({ length: plot + 8 }, () => ' ')
  let free = 0
  for (const [index, tick] of scale.ticks.entries()) {
    const column = columnOf(scale, tick, plot)
    const label = labels[index] ?? ''
    line[column] = '┴'
    const begin = Math.max(0, column - Math.floor(label.length / 2))
    if (begin < free) continue
    for (const [offset, character] of label.split('').entries()) words[begin + offset] = character
    free = begin + label.length + 2
  }
  return [line, words].map(each => indent + ' '.repeat(before + 2) + each.join(''))
}

function outside(scale: Scale, values: readonly number[], format: (value: number) => string): string[] {
  const { below, above } = beyond(scale, values)
  const far = [...below, ...above].toSorted((a, b) => a - b)
  if (far.length === 0) return []
  return [
    `${indent}${' '.repeat(arms)}  ${count(far.length)} outside of the scale: ${far.slice(0, 5).map(format).join(', ')}${far.length > 5 ? ', …' : ''}`,
  ]
}
