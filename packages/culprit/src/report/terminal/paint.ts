import { styleText } from 'node:util'
import type { Arm } from '../../model/launch.ts'
import type { Mark } from '../text.ts'

type Style = Mark | Arm
/** Gives text a colour, or leaves it alone where there are no colours. */
export type Paint = (text: string, style: Style) => string

export function painter(color: boolean): Paint {
  // Whether colours are wanted was decided by who asked; the stream must not decide again.
  return (text, style) => (color && styles[style].length > 0 ? styleText(styles[style], text, { validateStream: false }) : text)
}

const styles: Record<Style, Parameters<typeof styleText>[0] & unknown[]> = {
  plain: [],
  strong: ['bold'],
  name: ['cyan'],
  quiet: ['dim'],
  good: ['bold', 'green'],
  bad: ['bold', 'red'],
  unsure: ['bold', 'yellow'],
  baseline: ['blue'],
  candidate: ['yellow'],
  control: ['dim'],
}
