import type { ProfileMeasure } from '../../model/profile.ts'
import type { FunctionDifference, ProfileDiff } from '../../model/profile-diff.ts'
import { amount, measureTitle } from '../flame/amount.ts'
import { flameOf } from '../flame/flame.ts'
import { functionText } from '../flame/function-text.ts'
import { count, counted, number, percent, signed, unknown } from '../format.ts'
import type { Block, Fact, Section, Story, Table } from '../story.ts'
import { name, quiet, strong, text, type Text } from '../text.ts'
import { leftOut } from './left-out.ts'
import { noteSection } from './profile.ts'

/** Which functions do more, and which less: the table, the picture, and what of it is noise. */
export function tellProfileDiff(diff: ProfileDiff): Story {
  return {
    label: 'profile-diff',
    verdict: '',
    tone: 'plain',
    answer: answer(diff),
    facts: facts(diff),
    sections: [...functionSection(diff), ...pathSection(diff), ...noteSection(diff.notes)],
  }
}

function answer(diff: ProfileDiff): Text {
  const { measure, totals, weightUnit, functions } = diff
  const whole = measure === null ? null : totals[measure]
  if (measure === null || whole === null) return text`The two profiles have no numbers in common`
  const title = measureTitle(measure, weightUnit)
  const changed = functions.filter(each => each.change !== 0)
  if (changed.length === 0)
    return text`Both sides have the same ${amount(measure, whole.a)}${measure === 'selfNs' ? '' : ` ${title}`}, function by function`
  const difference = whole.b - whole.a
  if (isNoise(diff)) return text`No change of ${title} beyond noise: ${signed(difference / (whole.a || 1), percent)} in all`
  const most = whole.a === 0 || difference === 0 ? '' : ` (${signed(difference / whole.a, percent)})`
  const what =
    difference === 0
      ? text`As much ${title} on both sides`
      : text`${strong(signed(difference, value => amount(measure, value)) + most)} ${measure === 'selfNs' ? 'of time' : title}`
  const onBoth = (each: FunctionDifference) => each.a !== null && each.b !== null
  const [first] = changed
  if (onBoth(first!)) return text`${what}, ${changeWords(first!, measure)} in ${functionText(named(first!))}`
  // A function without a partner may be the other side's, changed too much to be known again: its whole work is no change.
  const paired = changed.find(onBoth)
  if (paired === undefined) return what
  return text`${what}; of functions that both sides have, ${functionText(named(paired))} changed most: ${signed(paired.change, value => amount(measure, value))}`
}

/** `91 % of it`, or the amount where a share says nothing: the whole is the same, or other functions take back what this one does more. */
function changeWords({ change, share }: FunctionDifference, measure: ProfileMeasure): Text {
  return share !== null && share > 0 && share <= 1
    ? text`${strong(percent(share))} of it`
    : text`${strong(signed(change, value => amount(measure, value)))}`
}

function facts(diff: ProfileDiff): Fact[] {
  const { a, b, measure, totals, weightUnit, pairing } = diff
  const side = (of: ProfileDiff['a']): Text => text`${name(of.program)} ${quiet(`${of.engine ?? 'engine unknown'}, mode ${of.mode}`)}`
  const whole = measure === null ? null : totals[measure]
  const { alone } = pairing
  const unpaired =
    alone.a + alone.b === 0 ? '' : ` Without a partner: ${count(alone.a)} of the baseline, ${count(alone.b)} of the candidate.`
  return [
    { label: 'baseline', value: side(a) },
    { label: 'candidate', value: side(b) },
    ...(measure === null || whole === null
      ? []
      : [{ label: measureTitle(measure, weightUnit), value: text`${amount(measure, whole.a)} → ${strong(amount(measure, whole.b))}` }]),
    ...noiseFacts(diff),
    { label: 'pairing', value: text`${pairing.how + unpaired}` },
  ]
}

/** Whether the functions of two profiles of the same program differ as much. */
function isNoise({ totalVariation, noiseFloor }: ProfileDiff): boolean {
  return totalVariation !== null && noiseFloor !== null && totalVariation <= noiseFloor
}

/** Exact numbers have no noise. Sampled ones differ from run to run, and what that amounts to stands beside what was seen. */
function noiseFacts(diff: ProfileDiff): Fact[] {
  const { measure, totalVariation, noiseFloor } = diff
  if (measure !== 'selfNs' && measure !== 'weights') return []
  if (totalVariation === null) return []
  const seen = `Shares of functions differ by ${percent(totalVariation)} in all`
  if (noiseFloor === null)
    return [{ label: 'noise', value: text`${seen}; how much two profiles of the same program differ is ${unknown}.` }]
  const within = isNoise(diff) ? strong(' Which function changed cannot be told from that.') : text``
  return [{ label: 'noise', value: text`${seen}; two profiles of the same program by ${percent(noiseFloor)}.${within}` }]
}

/** The document has all of them. */
const shownFunctions = 25

function functionSection({ measure, functions, weightUnit, totals }: ProfileDiff): Section[] {
  if (measure === null) return []
  const changed = functions.filter(each => each.change !== 0)
  if (changed.length === 0) return []
  const title = measureTitle(measure, weightUnit)
  const shown = changed.slice(0, shownFunctions)
  const withCalls = measure !== 'calls' && totals.calls !== null
  const table: Table = {
    kind: 'table',
    ...leftOut(changed.length, shown.length, '--json'),
    caption: `${title} of each function itself, per run of the program${shown.length < changed.length ? `: the ${shown.length} largest of ${count(changed.length)} changes` : ''}`,
    columns: [
      { title: 'function', align: 'left' },
      { title: 'baseline', align: 'right' },
      { title: 'candidate', align: 'right' },
      { title: 'change', align: 'right' },
      { title: 'of all change', align: 'right' },
      ...(withCalls ? [{ title: 'calls', align: 'right' as const }] : []),
    ],
    rows: shown.map(each => [
      functionWords(each),
      side(each.a === null, each[measure]?.a, measure),
      side(each.b === null, each[measure]?.b, measure),
      strong(signed(each.change, value => amount(measure, value))),
      shareWords(each),
      ...(withCalls ? [callWords(each)] : []),
    ]),
  }
  const same = functions.length - changed.length
  const rest: Block[] = same === 0 ? [] : [{ kind: 'text', text: quiet(`${counted(same, 'function')} did the same on both sides`) }]
  return [{ title: 'Functions', blocks: [table, ...rest] }]
}

/** Nothing where the changes of other functions cancel out, so that a share would say more about them. */
function shareWords({ share }: FunctionDifference): Text {
  return share === null || Math.abs(share) > 2 ? quiet('') : text`${percent(share)}`
}

function functionWords(difference: FunctionDifference): Text {
  const { a, b } = difference
  if (a === null || b === null || a.name === b.name) return functionText(named(difference))
  return text`${functionText(a)} → ${functionText(b)}`
}

function named({ a, b }: FunctionDifference): { readonly name: string | null; readonly index: number | null } {
  return b ?? a ?? { name: null, index: null }
}

function side(isMissing: boolean, value: number | undefined, measure: ProfileMeasure): Text {
  if (isMissing) return quiet('not there')
  return value === undefined ? quiet(unknown) : text`${amount(measure, value)}`
}

/** Whether more is done in each call or in more calls. */
function callWords({ calls }: FunctionDifference): Text {
  if (calls === null) return quiet(unknown)
  return calls.a === calls.b ? quiet('as many') : text`${signed(calls.b - calls.a, number)}`
}

function pathSection(diff: ProfileDiff): Section[] {
  if (diff.tree === null || diff.measure === null) return []
  const caption =
    'Each box is a function on one path of calls, as wide as its share of the whole; red does more than in the baseline, blue less'
  return [{ title: 'Paths of calls', blocks: [{ kind: 'flame', caption, flame: flameOf(diff) }] }]
}
