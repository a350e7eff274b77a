import type { ReportDocument } from './document.ts'
import { flameScript, flameScriptHash } from './flame/script.ts'
import { factList, renderBlock } from './html/blocks.ts'
import { flameStyle } from './html/flame-style.ts'
import { linesStyle } from './html/lines-style.ts'
import { style } from './html/style.ts'
import { embeddedJson, type Html, markup, ownScript } from './html/template.ts'
import { words } from './html/words.ts'
import { type Section, story } from './story.ts'
import { plainText } from './text.ts'
import { inertJson } from './untrusted.ts'

/** Nothing may be loaded, and nothing may run but what is named: a name that got through the escaping could still do no harm. */
function policy(script: string | null): string {
  const scripts = script === null ? '' : ` script-src '${script}';`
  return `default-src 'none';${scripts} style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`
}

/**
 * The report as one file that needs nothing else: no network, and no script but that of a flame graph. The document itself is inside, for
 * programs.
 */
export function renderHtml(document: ReportDocument): string {
  const { label, verdict, tone, answer, facts, sections } = story(document)
  const hasFlame = sections.some(({ blocks }) => blocks.some(({ kind }) => kind === 'flame'))
  const hasLines = sections.some(({ blocks }) => blocks.some(({ kind }) => kind === 'lines-diff'))
  const script = hasFlame ? markup`<script>${ownScript(flameScript)}</script>` : null
  const title = [verdict, plainText(answer)].filter(part => part !== '').join(': ')
  const page = markup`<!doctype html>
    <html lang="en" dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy(hasFlame ? flameScriptHash : null)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>${style}${hasFlame ? flameStyle : null}${hasLines ? linesStyle : null}</style>
      </head>
      <body>
        <header class="answer tone-${tone}">
          <p class="eyebrow"><b>culprit</b> ${label}</p>
          ${verdict === '' ? null : markup`<span class="verdict">${verdict}</span>`}
          <h1>${words(answer)}</h1>
          ${facts.length === 0 ? null : factList(facts)} ${contents(sections)}
        </header>
        <main>${sections.map(renderSection)}</main>
        <footer>
          Above 1 is slower (or larger), everywhere. The whole document is in this file as JSON, in the element
          <code>culprit-document</code>.
        </footer>
        <script type="application/json" id="culprit-document">${embeddedJson(inertJson(document, 0))}</script>${script}
      </body>
    </html>
  `
  return page.source
}

function renderSection({ title, blocks, appendix }: Section, index: number): Html {
  const body = blocks.map(block => markup`${renderBlock(block)} `)
  if (appendix === true)
    return markup`<details id="section-${index + 1}">
      <summary><h2>${title}</h2></summary>
      ${body}
    </details> `
  return markup`<section id="section-${index + 1}">
    <h2>${title}</h2>
    ${body}
  </section> `
}

function contents(sections: readonly Section[]): Html | null {
  const links = sections.flatMap(({ title, appendix }, index) =>
    appendix === true ? [] : [markup`<a href="#section-${index + 1}">${title}</a> `],
  )
  return links.length < 4 ? null : markup`<nav aria-label="Sections">${links}</nav>`
}
