import { expect, test } from 'vitest'
import { compareNugetVersions, parseNugetVersion } from './nuget-version.ts'

test('versions are in the order of NuGet: four numbers, numbers below words, releases last, upper case as lower case', () => {
  const ordered = [
    '0.9.9.9',
    '1.0.0-1',
    '1.0.0-2',
    '1.0.0-10',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-Alpha.2',
    '1.0.0-alpha.10.1',
    '1.0.0-BETA',
    '1.0.0-rc.1.24451.1',
    '1.0.0',
    '1.0.0.1-a',
    '1.0.0.1',
    '1.0.2',
    '1.0.10',
    '1.1',
    '10.0.0-preview.7.25380.108',
    '10.0.0',
  ]
  const parsed = ordered.map(text => parseNugetVersion(text)!)
  for (const [i, a] of parsed.entries()) {
    for (const [j, b] of parsed.entries())
      expect(Math.sign(compareNugetVersions(a, b)), `${ordered[i]} ${ordered[j]}`).toBe(Math.sign(i - j))
  }
})

test('a version is spelt as feeds spell it', () => {
  const spelt = ['9', '9.0', '1.02.3.0', '1.2.3.4', '1.0.0-RC.1+sha.5', '1.0.0-0-a'].map(text => parseNugetVersion(text)?.text)
  expect(spelt).toEqual(['9.0.0', '9.0.0', '1.2.3', '1.2.3.4', '1.0.0-RC.1', '1.0.0-0-a'])
  for (const text of ['', 'v1.0.0', '1.2.3.4.5', '1.0.0-', '1.0.0-a..b', '1.0.*', '../1', '1.0.0-a/b'])
    expect(parseNugetVersion(text), text).toBe(null)
})
