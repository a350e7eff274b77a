import { expect, test } from 'vitest'
import { profileDiff } from '../../../../../test/cases/report/profiles.ts'
import type { ProfileDiff } from '../../model/profile-diff.ts'
import { tellProfileDiff } from './profile-diff.ts'

const answerOf = (diff: ProfileDiff) =>
  tellProfileDiff(diff)
    .answer.map(({ text }) => text)
    .join('')

test('the answer names the function that changed most', () => {
  expect(answerOf(profileDiff)).toMatch(/ of it in /)
})

test('a function without a partner may be another one changed, so the answer does not give it the whole difference', () => {
  const [first, ...rest] = profileDiff.functions
  const alone = { ...profileDiff, functions: [{ ...first!, a: null }, ...rest] }
  expect(answerOf(alone)).not.toMatch(/ of it in /)
  expect(answerOf(alone)).toMatch(/of functions that both sides have, .* changed most: /)
  const noneOnBoth = { ...profileDiff, functions: profileDiff.functions.map(each => ({ ...each, a: null })) }
  expect(answerOf(noneOnBoth)).not.toMatch(/changed most/)
})
