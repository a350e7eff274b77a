import { expect, test } from 'vitest'
import { hostile, hostileTexts } from '../../../../test/cases/report/hostile.ts'
import { samples } from '../../../../test/cases/report/samples.ts'
import type { ReportDocument } from './document.ts'
import { renderGithub } from './github.ts'
import { judgementOf, warningLines } from './outcomes.ts'

const documents = Object.entries<ReportDocument>(samples).flatMap(([name, document]) => [
  [name, document] as const,
  [`${name} with hostile names`, hostile(document)] as const,
])

test.each(documents)('the workflow commands of %s are as many as there are things to tell, and nothing else is one', (_, document) => {
  const commands = readCommands(renderGithub(document))
  const count = (wanted: string) => commands.filter(({ level }) => level === wanted).length
  const judgement = judgementOf(document)
  const of = (...wanted: string[]) => judgement?.outcomes.filter(({ outcome }) => wanted.includes(outcome)).length ?? 0
  expect(count('error')).toBe(of('failed', 'broken'))
  expect(count('warning')).toBe(of('skipped') + warningLines(document).length)
  expect(count('notice')).toBe(judgement?.isWhole ? of('passed') : 1)
})

const injections = [
  '\n::set-output name=a::b',
  '\r::error::b',
  '::error::b',
  'a,file=/etc/passwd,line=1',
  'a%0A::add-mask::b',
  '\u2028::stop-commands::x',
  '\u0085::error::x',
  ...hostileTexts,
]

test.each(injections.map(name => ({ name })))('hostile name %# stays in the title that it is in', ({ name }) => {
  const [entry] = samples.alarm.entries
  const [crossed, ...others] = readCommands(
    renderGithub({ ...samples.alarm, entries: [{ ...entry!, name, state: 'crossed' }], warnings: [] }),
  )
  expect(crossed).toMatchObject({ level: 'error', title: expect.stringMatching(/^crossed: alarm, /) as string })
  expect(others.map(({ level }) => level)).toEqual(['notice'])
})

test('what is escaped reads as it was', () => {
  const [entry] = samples.alarm.entries
  const name = '100 % of a:b, c::d %0A'
  const [crossed] = readCommands(
    renderGithub({ ...samples.alarm, entries: [{ ...entry!, name, state: 'crossed', reason: `${name} is slow` }] }),
  )
  expect(crossed?.title).toBe(`crossed: alarm, ${name}`)
  expect(crossed?.message).toContain(`${name} is slow`)
})

test('errors come first, then warnings, since only the first ten of each in a step are shown', () => {
  const levels = readCommands(renderGithub(samples.alarm)).map(({ level }) => level)
  expect(levels).toEqual(['error', 'error', 'warning', 'warning', 'notice'])
})

interface Read {
  readonly level: string
  readonly title: string
  readonly message: string
}

/** As the runner reads its input: line by line, the properties up to the first `::`, then the message. Throws at any other line. */
function readCommands(text: string): Read[] {
  expect(text.endsWith('\n')).toBe(true)
  const lines = text.slice(0, -1).split(/\r\n|[\n\r\u0085\u2028\u2029]/)
  return lines.map(line => {
    const [, level, title, message] = /^::(error|warning|notice) title=([^:,]*)::(.*)$/s.exec(line) ?? []
    if (level === undefined || title === undefined || message === undefined) throw new Error(`no command of ours: ${line.slice(0, 100)}`)
    return { level, title: unescaped(title), message: unescaped(message) }
  })
}

const characters: Readonly<Record<string, string>> = { '%25': '%', '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',' }

function unescaped(text: string): string {
  expect(text).not.toMatch(/%(?!25|0D|0A|3A|2C)/)
  return text.replace(/%(?:25|0D|0A|3A|2C)/g, code => characters[code]!)
}
