import { describe, expect, test } from 'vitest'
import { hostile, hostileTexts } from '../../../../test/cases/report/hostile.ts'
import { samples } from '../../../../test/cases/report/samples.ts'
import { code, escaped, fenced, lineStart } from './markdown/escape.ts'
import { renderMarkdown } from './markdown.ts'

describe('text from others in an issue', () => {
  test.each([
    ['a | b', String.raw`a \| b`],
    ['`code` **bold** _under_ ~~gone~~', String.raw`\`code\` \*\*bold\*\* \_under\_ \~\~gone\~\~`],
    ['[click](javascript:x) ![image](x)', String.raw`\[click\](javascript:x) \!\[image\](x)`],
    ['<img src=x> &lt;', '&lt;img src=x&gt; &amp;lt;'],
    ['@everyone npm:@scope/name', '@<!-- -->everyone npm:@<!-- -->scope/name'],
    ['#1 owner/repo#2 GH-3', String.raw`\#<!-- -->1 owner/repo\#<!-- -->2 GH-<!-- -->3`],
    ['https://a.example WWW.b.example', 'https:<!-- -->//a.example WWW<!-- -->.b.example'],
    ['$x$ a\nb', String.raw`\$x\$ a b`],
  ])('%j is written as %j', (text, expected) => {
    expect(escaped(text)).toBe(expected)
  })

  test.each([
    ['- list', String.raw`\- list`],
    ['1. one', String.raw`1\. one`],
    ['2) two', String.raw`2\) two`],
    ['===', String.raw`\===`],
    ['1.41× slower', String.raw`1\.41× slower`],
  ])('%j at the beginning of a line begins no block', (line, expected) => {
    expect(lineStart(line)).toBe(expected)
  })
})

describe('code in an issue', () => {
  test.each([
    ['plain', '`plain`'],
    ['a`b', '``a`b``'],
    ['``', '``` `` ```'],
    ['  ', ''],
  ])('%j is written as %j', (text, expected) => {
    expect(code(text, false)).toBe(expected)
  })

  test('does not end the cell of a table', () => {
    expect(code('a|b', true)).toBe(String.raw`\`a\|b\``.replaceAll('\\`', '`'))
    expect(code('a|b', false)).toBe('`a|b`')
  })

  test('cannot close the fence around it', () => {
    expect(fenced(['```', '````x'], 'text')).toEqual(['`````text', '```', '````x', '`````'])
  })
})

test('every row of a table has the cells of its head, whatever is in them', () => {
  const lines = renderMarkdown(hostile(samples['real-regression'])).split('\n')
  const cells = (line: string) => line.replaceAll(/\\./g, '').split('|').length
  let head = 0
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('|')) continue
    if (lines[index - 1]?.startsWith('|') !== true) head = cells(line)
    expect(cells(line)).toBe(head)
  }
  expect(head).toBeGreaterThan(0)
})

test('a report with names of any length fits into an issue', () => {
  const name = hostileTexts.at(-1)!
  const imports = Array.from({ length: 5000 }, () => ({ ...samples.module.imports[0]!, name }))
  expect(renderMarkdown({ ...samples.module, imports }).length).toBeLessThan(65_536)
  expect(renderMarkdown({ ...samples['module-diff'], imports: { added: imports, removed: [] } }).length).toBeLessThan(65_536)
})
