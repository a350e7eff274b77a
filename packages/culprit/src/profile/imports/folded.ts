import { badProfile } from '../../model/errors.ts'
import { ProfileBuilder } from './builder.ts'
import { frameOf } from './frames.ts'
import type { ProfileImport } from './import.ts'

const line = /^(.*\S)[ \t]+(\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i

/** Folded stacks: `main;parse;next 1234` on each line. What the numbers count is not in the file. */
export const folded: ProfileImport = {
  title: 'folded stacks',
  recognises: ({ text, json }) => json === undefined && line.test(firstLine(text)),
  read({ text, program }) {
    const builder = new ProfileBuilder()
    let number = 0
    for (const each of lines(text)) {
      number++
      if (each === '') continue
      const place = `line ${number}`
      const [, stack, value] = line.exec(each) ?? []
      if (stack === undefined) throw badProfile('a line does not end with a number', place)
      const frames = stack.split(';').map(name => builder.frame(frameOf(name.trim(), ''), place))
      builder.add('weights', builder.path(frames, place), Number(value), place)
    }
    return builder.finish({ mode: 'imported', program, engine: null, samplingIntervalNs: null, weightUnit: null, notes: [] })
  },
}

function firstLine(text: string): string {
  for (const each of lines(text)) if (each !== '') return each
  return ''
}

/** One after the other, because the file can be as large as a text can be. */
function* lines(text: string): Generator<string> {
  for (let begin = 0; begin < text.length;) {
    const found = text.indexOf('\n', begin)
    const end = found < 0 ? text.length : found
    yield text.slice(begin, end).trim()
    begin = end + 1
  }
}
