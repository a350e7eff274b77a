import { functionName } from '../../profile/labels.ts'
import { marked, type Text } from '../text.ts'

const longest = 90

/** What a function is called. Long names lose their middle, where C++ and Rust repeat types; the ends tell more. */
export function functionText(named: { readonly name: string | null; readonly index: number | null }): Text {
  const characters = Array.from(functionName(named))
  if (characters.length <= longest) return marked(characters.join(''), 'name')
  const tail = Math.floor((longest - 1) / 2)
  return marked(`${characters.slice(0, longest - 1 - tail).join('')}…${characters.slice(-tail).join('')}`, 'name')
}
