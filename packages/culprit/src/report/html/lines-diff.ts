import type { FunctionDiffLine, FunctionDiffRow } from '../../model/function-diff.ts'
import { offset } from '../format.ts'
import { codeText, foldedText } from '../lines-diff.ts'
import type { LinesDiff } from '../story.ts'
import { type Html, markup } from './template.ts'

/** Side by side, with the place of each line in its module. */
export function linesDiff({ caption, sides, rows }: LinesDiff): Html {
  return markup`<div class="table" role="region" aria-label="${caption}" tabindex="0">
    <table class="lines">
      <caption>${caption}</caption>
      <thead>
        <tr>
          <th scope="col">at</th>
          <th scope="col">${sides[0]}</th>
          <th scope="col"></th>
          <th scope="col">at</th>
          <th scope="col">${sides[1]}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(tableRow)}
      </tbody>
    </table>
  </div>`
}

function tableRow(row: FunctionDiffRow): Html {
  if (row.state === 'folded')
    return markup`<tr class="folded"><td colspan="5">${foldedText(row)}</td></tr>
        `
  return markup`<tr class="${row.state}">${cells(row.a)}<td>${signs[row.state]}</td>${cells(row.b)}</tr>
        `
}

function cells(line: FunctionDiffLine | null): Html {
  if (line === null) return markup`<td></td><td></td>`
  return markup`<td class="place">${offset(line.offset)}</td><td class="code">${codeText(line)}</td>`
}

const signs = { same: '', changed: '~', removed: '-', added: '+' } as const
