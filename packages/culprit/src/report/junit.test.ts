import { describe, expect, test } from 'vitest'
import { hostile } from '../../../../test/cases/report/hostile.ts'
import { samples } from '../../../../test/cases/report/samples.ts'
import type { ReportDocument } from './document.ts'
import { renderJunit } from './junit.ts'
import { judgementOf } from './outcomes.ts'

const documents = Object.entries<ReportDocument>(samples)
const judged = documents
  .filter(([, document]) => judgementOf(document) !== null)
  .flatMap(([name, document]) => [[name, document] as const, [`${name} with hostile names`, hostile(document)] as const])

describe.each(judged)('the JUnit XML of %s', (_, document) => {
  test('has one test case for each judged thing, by its name', () => {
    const root = parsed(renderJunit(document))
    const { outcomes } = judgementOf(document)!
    expect(root.name).toBe('testsuites')
    expect(root.children.map(({ name }) => name)).toEqual(root.children.map(() => 'testsuite'))
    const cases = root.children.flatMap(({ children }) => children.filter(({ name }) => name === 'testcase'))
    expect(cases.map(({ attributes }) => `${attributes['classname']} ${attributes['name']}`).toSorted()).toEqual(
      outcomes.map(({ group, name }) => `${group} ${name}`).toSorted(),
    )
  })

  test('counts in each suite what is in it', () => {
    const root = parsed(renderJunit(document))
    for (const element of [root, ...root.children]) {
      const cases = element === root ? root.children.flatMap(({ children }) => children) : element.children
      const count = (wanted: string) => String(cases.filter(({ children }) => children.some(({ name }) => name === wanted)).length)
      expect(element.attributes).toMatchObject({
        tests: String(cases.filter(({ name }) => name === 'testcase').length),
        failures: count('failure'),
        errors: count('error'),
        skipped: count('skipped'),
      })
    }
  })
})

test('a name is in it as it is, apart from what XML cannot hold', () => {
  const name = `a<b a="1">&amp;' ]]> \u0000 \ud800 \ufffe \uffff`
  const [entry] = samples.alarm.entries
  const root = parsed(renderJunit({ ...samples.alarm, entries: [{ ...entry!, name }] }))
  expect(root.children[0]!.children[0]!.attributes['name']).toBe(String.raw`a<b a="1">&amp;' ]]> \u0000 ` + '\ufffd \ufffd \ufffd')
})

test.each([
  [981_200, '0.0009812'],
  [1.2e9, '1.2'],
  [100e9, '100'],
  [0.3, '0.0000000003'],
  [1e300, undefined],
])('a time of %d ns is %s s', (measured, time) => {
  const [entry] = samples.alarm.entries
  const root = parsed(renderJunit({ ...samples.alarm, entries: [{ ...entry!, measured }] }))
  expect(root.children[0]!.children[0]!.attributes['time']).toBe(time)
})

test('a time that is not known is left out, and is no nought', () => {
  const [entry] = samples.alarm.entries
  expect(renderJunit({ ...samples.alarm, entries: [{ ...entry!, measured: null }] })).not.toContain(' time=')
})

test.each(documents.filter(([, document]) => judgementOf(document) === null))(
  '%s is refused, because it would look as if it passed',
  (_, document) => {
    expect(() => renderJunit(document)).toThrow(
      `A document of the kind "${document.kind}" has nothing to pass or fail, so it cannot be written as JUnit XML.`,
    )
  },
)

interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Element[]
}

const tag = /<(\/?)([a-z-]+)((?: [a-z]+="[^"<>]*")*)(\/?)>/y
// What XML 1.0 allows (https://www.w3.org/TR/xml/#charsets).
const allowed = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u

/** Reads XML strictly: every element is closed in its order, every attribute is quoted and there once, every `&`, `<` and `>` is escaped. */
function parsed(text: string): Element {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
  expect(text.startsWith(declaration)).toBe(true)
  expect(text).toMatch(allowed)
  const top: Element = { name: '', attributes: {}, children: [] }
  const open = [top]
  let at = declaration.length
  while (at < text.length) {
    const next = text.indexOf('<', at) === -1 ? text.length : text.indexOf('<', at)
    unescaped(text.slice(at, next))
    if (next === text.length) break
    tag.lastIndex = next
    const found = tag.exec(text)
    if (found === null) throw new Error(`not a tag: ${text.slice(next, next + 80)}`)
    const [whole, closing, name = '', written = '', empty] = found
    at = next + whole.length
    if (closing === '/') {
      expect(open.pop()!.name).toBe(name)
      continue
    }
    const pairs = Array.from(written.matchAll(/ ([a-z]+)="([^"]*)"/g), ([, key = '', value = '']) => [key, unescaped(value)] as const)
    expect(new Set(pairs.map(([key]) => key)).size).toBe(pairs.length)
    const element = { name, attributes: Object.fromEntries(pairs), children: [] }
    open.at(-1)!.children.push(element)
    if (empty !== '/') open.push(element)
  }
  expect(open).toEqual([top])
  expect(top.children).toHaveLength(1)
  return top.children[0]!
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }

function unescaped(text: string): string {
  expect(text).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot);)/)
  return text.replace(/&(\w+);/g, (_, entity: string) => entities[entity]!)
}
