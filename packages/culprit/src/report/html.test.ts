import { describe, expect, test } from 'vitest'
import { hostile } from '../../../../test/cases/report/hostile.ts'
import { samples } from '../../../../test/cases/report/samples.ts'
import type { ReportDocument } from './document.ts'
import { markup } from './html/template.ts'
import { flameScript, flameScriptHash } from './flame/script.ts'
import { renderHtml } from './html.ts'
import { story } from './story.ts'

const documents = Object.entries<ReportDocument>(samples).flatMap(([name, document]) => [
  [name, document] as const,
  [`${name} with hostile names`, hostile(document)] as const,
])

describe.each(documents)('the page of %s', (_, document) => {
  const page = renderHtml(document)
  const elements = parsed(page)
  const hasFlame = story(document).sections.some(({ blocks }) => blocks.some(({ kind }) => kind === 'flame'))

  test('loads nothing, and runs nothing but the script of a flame graph', () => {
    const referring = new Set(['src', 'srcset', 'action', 'formaction', 'data', 'poster', 'background', 'xlink:href', 'style', 'ping'])
    for (const { name, attributes } of elements) {
      expect(attributes.filter(([attribute]) => referring.has(attribute) || attribute.startsWith('on'))).toEqual([])
      for (const [, target] of attributes.filter(([attribute]) => attribute === 'href')) expect(target).toMatch(/^(#section-\d+|data:,)$/)
      expect(['iframe', 'object', 'embed', 'img', 'video', 'audio', 'base', 'form', 'foreignobject']).not.toContain(name)
    }
    const [data, ...scripts] = elements.filter(({ name }) => name === 'script')
    expect(data?.attributes).toEqual([
      ['type', 'application/json'],
      ['id', 'culprit-document'],
    ])
    expect(scripts).toEqual(hasFlame ? [{ name: 'script', attributes: [], text: flameScript }] : [])
    const style = elements.find(({ name }) => name === 'style')?.text ?? ''
    expect(style).not.toMatch(/url\(|@import|image-set|</)
  })

  test('forbids in its policy what it does not need', () => {
    const policy = elements.find(({ attributes }) => attributes.some(([, value]) => value === 'Content-Security-Policy'))
    expect(policy?.attributes).toContainEqual([
      'content',
      `default-src &#39;none&#39;;${hasFlame ? ` script-src &#39;${flameScriptHash}&#39;;` : ''} style-src &#39;unsafe-inline&#39;; img-src data:; base-uri &#39;none&#39;; form-action &#39;none&#39;`,
    ])
  })

  test('has the document in it, intact', () => {
    expect(JSON.parse(elements.find(({ name }) => name === 'script')?.text ?? '')).toEqual(document)
  })

  test('says in words what every picture shows', () => {
    const pictures = elements.filter(({ name, attributes }) => name === 'svg' && attributes.some(([, value]) => value === 'img'))
    const described = page.match(/role="img"[^>]*>\s*<title>[^<]+<\/title>\s*<desc>[^<]+<\/desc>/g) ?? []
    expect(described).toHaveLength(pictures.length)
  })
})

test('a template escapes what is put into it, in text and in attributes, and takes null for nothing', () => {
  const text = `<b title="a" lang='b'>&`
  expect(markup`<p title="${text}">${text}${null}${[1, markup`<br>`]}</p>`.source).toBe(
    '<p title="&lt;b title=&quot;a&quot; lang=&#39;b&#39;&gt;&amp;">&lt;b title=&quot;a&quot; lang=&#39;b&#39;&gt;&amp;1<br></p>',
  )
})

interface Element {
  readonly name: string
  readonly attributes: readonly (readonly [string, string])[]
  /** What stands in a script or style element. */
  readonly text: string
}

const tagAt = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z][a-zA-Z0-9:-]*="[^"<]*")*)\s*(\/?)>/y
const empty = new Set(['meta', 'link', 'br'])

/** The elements of a page, read strictly: every tag is closed, every attribute is quoted, and no other `<` or quote is left. */
function parsed(page: string): Element[] {
  const elements: Element[] = []
  const open: string[] = []
  let at = page.indexOf('<html')
  while (at < page.length) {
    const next = page.indexOf('<', at)
    if (next === -1) break
    tagAt.lastIndex = next
    const tag = tagAt.exec(page)
    if (tag === null) throw new Error(`not a tag: ${page.slice(next, next + 60)}`)
    const [whole, closing, name = '', written = '', selfClosing] = tag
    at = next + whole.length
    if (closing === '/') {
      expect(name).toBe(open.pop())
      continue
    }
    const attributes = Array.from(
      written.matchAll(/([a-z][a-zA-Z0-9:-]*)="([^"]*)"/g),
      ([, name = '', value = '']) => [name, value] as const,
    )
    const raw = name === 'script' || name === 'style'
    const end = raw ? page.indexOf(`</${name}`, at) : at
    elements.push({ name, attributes, text: page.slice(at, end) })
    at = end
    if (selfClosing !== '/' && !empty.has(name)) open.push(name)
  }
  expect(open).toEqual([])
  return elements
}
