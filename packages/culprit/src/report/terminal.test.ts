import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { samples } from '../../../../test/cases/report/samples.ts'
import type { ReportDocument } from './document.ts'
import { columns, paragraph, table } from './terminal/layout.ts'
import { painter } from './terminal/paint.ts'
import { renderTerminal } from './terminal.ts'
import { name, quiet, text } from './text.ts'

const plain = painter(false)
const documents = Object.entries<ReportDocument>(samples).filter(([name]) => name !== 'hostile')

describe.each(documents)('the report of %s in a terminal', (_, document) => {
  test.each([80, 120])('stays within %d columns, commands excepted', width => {
    const lines = renderTerminal(document, { width, color: false }).split('\n')
    expect(lines.filter(line => columns(line) > width && !/^ {4}(culprit|git) /.test(line))).toEqual([])
  })

  test('has no table and no plot that is wrapped in 40 columns', () => {
    const lines = renderTerminal(document, { width: 40, color: false }).split('\n')
    const wrapped = lines.filter(line => columns(line) > 40 && (/[━◆▲┴█▒]/.test(line) || /\S {2,}\S.* {2,}\S/.test(line)))
    expect(wrapped).toEqual([])
  })

  test('has the same words with colours as without', () => {
    const colored = renderTerminal(document, { width: 100, color: true })
    expect(stripVTControlCharacters(colored)).toBe(renderTerminal(document, { width: 100, color: false }))
    expect(colored).toContain('\u001b[')
  })
})

test('a report that no terminal shows has a statement on one line each, and numbers in the place of plots', () => {
  const report = renderTerminal(samples['real-regression'], { width: null, color: false })
  expect(report.split('\n')[0]).toBe(
    'real-regression: npm:amaro@1.0.0 is 1.41× slower than npm:amaro@0.5.3 (98 % interval 1.37 to 1.45, 10 pairs)',
  )
  expect(report).toContain('  baseline: 11 launches, 17.1 ms to 17.9 ms, median 17.3 ms\n')
  expect(report).not.toMatch(/[▁-█┴━◆▲]/)
})

test('a launch far out is named beside the scale, so that the others can be told apart', () => {
  const report = renderTerminal(samples.inconclusive, { width: 80, color: false })
  expect(report).toContain('1 outside of the scale: 170 ms\n')
})

test('a long list ends with the number of what was left out', () => {
  const imports = Array.from({ length: 45 }, (_, index) => ({ id: 0, name: `custom ${index}`, offset: index, bytes: 1 }))
  const report = renderTerminal({ ...samples.module, sections: imports }, { width: 80, color: false })
  expect(report).toContain('custom 39')
  expect(report).not.toContain('custom 40')
  expect(report).toContain('  … and 5 more; --json lists them\n')
})

test('in a terminal that is too narrow for plots their numbers are told', () => {
  expect(renderTerminal(samples.regression, { width: 60, color: false })).toMatch(/◆/)
  const report = renderTerminal(samples.regression, { width: 59, color: false })
  expect(report).not.toMatch(/[◆▲]/)
  expect(report).toContain('  candidate: 1.41× (98 % interval 1.37 to 1.45)\n')
})

describe('a paragraph', () => {
  test('is broken between words and hangs below its lead', () => {
    expect(paragraph(text`one two three four`, 14, plain, 4, quiet('ab'))).toEqual(['ab  one two', '    three four'])
  })

  test('keeps a number and its unit together, and a longer word whole', () => {
    expect(paragraph(text`took 17.3\u00a0ms ${name('n'.repeat(20))}`, 10, plain, 0)).toEqual(['took', '17.3 ms', 'n'.repeat(20)])
  })
})

describe('a table', () => {
  const wide = {
    kind: 'table' as const,
    caption: '',
    columns: [
      { title: 'name', align: 'left' as const },
      { title: 'bytes', align: 'right' as const },
    ],
    rows: [[name('a-very-long-name-of-a-function'), text`1,234,567`]],
  }

  test('shortens words in the middle where it is too wide, and never a number', () => {
    expect(table(wide, 24, plain, '')).toEqual(['name               bytes', 'a-very…nction  1,234,567'])
    expect(table(wide, 19, plain, '')).toEqual(['name          bytes', 'a-ve…ion  1,234,567'])
  })

  test('leaves out its last columns where that is not enough, keys after all others, and says which', () => {
    const both = {
      ...wide,
      columns: [
        ...wide.columns,
        { title: 'change', align: 'right' as const, isKey: true as const },
        { title: 'calls', align: 'right' as const },
      ],
      rows: [[name('function'), text`1,234,567`, text`+12`, text`3`]],
    }
    expect(table(both, 34, plain, '')).toEqual(['name          bytes  change  calls', 'function  1,234,567     +12      3'])
    expect(table(both, 33, plain, '')).toEqual(['name          bytes  change', 'function  1,234,567     +12', '(too narrow for: calls)'])
    expect(table(both, 20, plain, '')).toEqual(['name      change', 'function     +12', '(too narrow for:', 'bytes, calls)'])
    expect(table(both, 9, plain, '').slice(0, 2)).toEqual(['name', 'function'])
  })

  test('aligns characters that are two columns wide', () => {
    expect(
      table(
        {
          ...wide,
          rows: [
            [name('模块'), text`1`],
            [name('e\u0301'), text`22`],
          ],
        },
        null,
        plain,
        '',
      ),
    ).toEqual(['name  bytes', '模块      1', 'e\u0301        22'])
  })
})
