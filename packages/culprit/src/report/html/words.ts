import type { Mark, Text } from '../text.ts'
import { type Html, markup } from './template.ts'

/** Text with its marks as elements; what was named by others stands apart from the direction of the text around it. */
export function words(text: Text): Html {
  return markup`${text.map(({ text, mark }) => elements[mark](text))}`
}

const elements: Record<Mark, (text: string) => Html> = {
  plain: text => markup`${text}`,
  strong: text => markup`<strong>${text}</strong>`,
  name: text => markup`<code>${text}</code>`,
  quiet: text => markup`<span class="quiet">${text}</span>`,
  good: text => markup`<strong class="good">${text}</strong>`,
  bad: text => markup`<strong class="bad">${text}</strong>`,
  unsure: text => markup`<strong class="unsure">${text}</strong>`,
}
