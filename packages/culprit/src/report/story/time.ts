import type { Investigation, Sampling, ScriptPair } from '../../model/investigation.ts'
import { bounds, confidence, count, counted, duration, excludes, percent, shortHash, signed, unknown } from '../format.ts'
import type { Section, Table } from '../story.ts'
import { name, quiet, strong, text, type Text } from '../text.ts'
import { leftOut } from './left-out.ts'

const partWords = { wasm: 'WebAssembly', javascript: 'JavaScript', collector: 'garbage collection', other: 'engine and system' } as const

/** Where the time of one iteration goes on both sides, and which part of it changed. */
export function samplingSection(sampling: Sampling | null): Section[] {
  if (sampling === null || sampling.parts.length === 0) return []
  const { parts, samples, launches, intervalNs } = sampling
  const changes: Table = {
    kind: 'table',
    caption: 'The same in numbers, with what changed per iteration',
    columns: [
      { title: 'part', align: 'left' },
      { title: 'baseline', align: 'right' },
      { title: 'candidate', align: 'right' },
      { title: 'change', align: 'right' },
      { title: 'interval', align: 'right' },
    ],
    rows: parts.map(({ part, baselineNs, candidateNs, changeNs }) => [
      text`${partWords[part]}`,
      text`${duration(baselineNs)}`,
      text`${duration(candidateNs)}`,
      excludes(changeNs, 0) ? strong(signed(changeNs.estimate, duration)) : text`${signed(changeNs.estimate, duration)}`,
      text`${bounds(bound(changeNs.low), bound(changeNs.high))} ${quiet(`(${confidence(changeNs.confidence)})`)}`,
    ]),
  }
  return [
    {
      title: 'Where the time goes',
      blocks: [
        {
          kind: 'parts',
          caption: 'Time of one iteration by where it is spent',
          unit: 'ns',
          parts: parts.map(({ part }) => partWords[part]),
          rows: [
            { label: 'baseline', values: parts.map(part => part.baselineNs) },
            { label: 'candidate', values: parts.map(part => part.candidateNs) },
          ],
        },
        changes,
        {
          kind: 'text',
          text: quiet(
            `${counted(samples, 'sample')} by the engine's own profiler, every ${duration(intervalNs)}, in ${counted(launches, 'launch', 'launches')} apart from the timed ones; shares are medians and need not add up to all of the time`,
          ),
        },
      ],
    },
  ]
}

const shownFunctions = 15

/** The functions that changed most, as far as they could be named, counted or sampled. */
export function functionSection(functions: Investigation['functions']): Section[] {
  if (functions.length === 0) return []
  const share = (value: number | null): Text => (value === null ? quiet(unknown) : text`${percent(value)}`)
  const sampled = functions.some(({ baselineShare, candidateShare }) => baselineShare !== null || candidateShare !== null)
  const shown = functions.slice(0, shownFunctions)
  const table: Table = {
    kind: 'table',
    ...leftOut(functions.length, shown.length, '--json'),
    caption:
      shown.length < functions.length
        ? `The ${shown.length} of ${count(functions.length)} functions whose work changed most`
        : 'Functions whose work changed',
    columns: [
      { title: 'baseline', align: 'left' },
      { title: 'candidate', align: 'left' },
      { title: 'instructions', align: 'right' },
      ...(sampled
        ? [
            { title: 'time, baseline', align: 'right' as const },
            { title: 'time, candidate', align: 'right' as const },
          ]
        : []),
    ],
    rows: shown.map(({ baseline, candidate, instructions, baselineShare, candidateShare }) => [
      baseline === null ? quiet('none') : name(baseline),
      candidate === null ? quiet('none') : candidate === baseline ? quiet('the same') : name(candidate),
      instructions === null ? quiet(unknown) : text`${signed(instructions, count)}`,
      ...(sampled ? [share(baselineShare), share(candidateShare)] : []),
    ]),
  }
  return [{ title: 'Functions', blocks: [table] }]
}

/** The scripts that a variant loads, and whether they are the same on both sides. */
export function scriptSection(scripts: readonly ScriptPair[]): Section[] {
  if (scripts.length === 0) return []
  const table: Table = {
    kind: 'table',
    caption: 'Scripts on both sides (inlined modules are cut out before they are compared)',
    columns: [
      { title: 'script', align: 'left' },
      { title: 'baseline', align: 'left' },
      { title: 'candidate', align: 'left' },
      { title: 'lines that differ', align: 'right' },
    ],
    rows: scripts.map(({ path, baseline, candidate, differingLines }) => [
      name(path),
      baseline === null ? quiet('not there') : quiet(shortHash(baseline)),
      candidate === null ? quiet('not there') : baseline === candidate ? quiet('the same') : strong(shortHash(candidate)),
      differingLines === null ? quiet(unknown) : text`${count(differingLines)}`,
    ]),
  }
  return [{ title: 'Scripts', blocks: [table] }]
}

function bound(value: number | null): string | null {
  return value === null ? null : signed(value, duration)
}
