import { answerOf, type Block, type ByKind, type Fact, type Item, type Table } from '../story.ts'
import { plainText, type Text } from '../text.ts'
import { shellCommand } from '../untrusted.ts'
import { factorPlot } from './factor-plot.ts'
import { flameGraph } from './flame.ts'
import { linesDiff } from './lines-diff.ts'
import { pairPlot } from './pair-plot.ts'
import { partsPlot } from './parts-plot.ts'
import { ratioPlot } from './ratio-plot.ts'
import { stripPlot } from './strip-plot.ts'
import { type Html, markup } from './template.ts'
import { words } from './words.ts'

export function renderBlock(block: Block): Html {
  return answerOf(renderers, block)
}

export function factList(facts: readonly Fact[]): Html {
  return markup`<dl>
    ${facts.map(
      ({ label, value }) =>
        markup`<div>
          <dt>${label}</dt>
          <dd>${words(value)}</dd>
        </div>`,
    )}
  </dl>`
}

const renderers: ByKind<Block, Html> = {
  text: ({ text }) => markup`<p>${words(text)}</p>`,
  facts: ({ facts }) => factList(facts),
  items: ({ items }) => itemList(items),
  table,
  strip: stripPlot,
  ratios: ratioPlot,
  pairs: pairPlot,
  parts: partsPlot,
  factors: factorPlot,
  flame: flameGraph,
  'lines-diff': linesDiff,
  output: ({ lines }) => markup`<pre class="output">${lines.map(line => markup`${line}\n`)}</pre>`,
  command: ({ argv }) => markup`<pre class="command"><code>${shellCommand(argv)}</code></pre>`,
}

function itemList(items: readonly Item[]): Html {
  return markup`<ul class="items">
    ${items.map(
      ({ badge, tone, text, notes }) =>
        markup`<li>
          ${badge === '' ? null : markup`<span class="badge ${tone}">${badge}</span>`}
          <div>
            <p>${words(text)}</p>
            ${notes.map(note => markup`<p class="note">${words(note)}</p>`)}
          </div>
        </li>`,
    )}
  </ul>`
}

function table({ caption, columns, rows }: Table): Html {
  return markup`<div class="table" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>${caption}</caption>
      <thead>
        <tr>
          ${columns.map(({ title, align }) => markup`<th scope="col" class="${align}">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          row =>
            markup`<tr>${columns.map(({ align }, index) => cell(row[index] ?? [], align))}</tr>
        `,
        )}
      </tbody>
    </table>
  </div>`
}

/** Dates and the beginnings of hashes stay in one piece beside a long text. */
const longestInOnePiece = 12

function cell(text: Text, align: string): Html {
  const classes = plainText(text).length <= longestInOnePiece ? `${align} whole` : align
  return markup`<td class="${classes}">${words(text)}</td>`
}
