import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bisectionSchema } from '../../packages/culprit/src/model/bisection.ts'
import { nugetFeed, nupkg } from '../nuget-feed.ts'
import { culprit, emptyFolder } from '../program.ts'
import { sendFile } from '../server.ts'
import { onlyRun } from './clear-case.ts'

const id = 'Pack'
const published = '2025-01-14T10:00:00Z'
const pack = (minor: number, words: string, more: Readonly<Record<string, string | Uint8Array>> = {}) => ({
  version: `1.${minor}.0`,
  published,
  files: { 'words.txt': words, ...more },
})

test('packages that are hostile, gone or taken back are left out with their reasons, and write nothing', async () => {
  const escaped = `escaped-${process.pid}.txt`
  const packs = [
    pack(0, 'fast'),
    pack(1, 'fast'),
    pack(2, 'fast', Object.fromEntries([1, 2, 3, 4, 5].map(depth => [`${'../'.repeat(depth)}${escaped}`, 'out']))),
    pack(3, 'fast'),
    pack(4, 'slow'),
    { ...pack(5, 'slow'), listed: false },
    pack(6, 'slow'),
    pack(7, 'slow'),
  ]
  const bomb = nupkg(id, packs[3]!, [{ name: 'bomb.bin', content: 'tiny', says: { bytes: 3e9 } }])
  const feed = await nugetFeed(id, packs, {
    instead(request, response) {
      const { url = '' } = request
      if (url.endsWith('.1.4.0.nupkg')) response.writeHead(404).end()
      else if (url.endsWith('.1.3.0.nupkg')) sendFile(request, response, bomb, false)
      else return false
      return true
    },
  })
  const folder = emptyFolder()
  const options = ['--nuget-feed', `${feed.url}/v3/index.json`, '--predicate', 'grep -q fast words.txt']
  const { code, stdout } = await culprit(folder, 'bisect', `nuget:${id}@1.0.0`, `nuget:${id}@1.7.0`, ...options, '--json')
  const { outcome, culprit: found, versions, warnings } = bisectionSchema.parse(JSON.parse(stdout))
  expect([code, outcome, found]).toEqual([1, 'found', { from: '1.1.0', to: '1.6.0' }])
  expect(versions.map(({ version }) => version)).not.toContain('1.5.0')
  expect(warnings.map(({ code, message }) => [code, message])).toContainEqual([
    'versions-left-out',
    expect.stringContaining('deprecated or unlisted versions, 1 of them'),
  ])
  expect(versions.filter(({ failure }) => failure !== null).map(({ version, state, failure }) => [version, state, failure])).toEqual([
    ['1.2.0', 'broken', expect.stringContaining('cannot be unpacked: invalid relative path')],
    ['1.3.0', 'broken', expect.stringMatching(/"bomb\.bin": with it the files are 300\d+ bytes, more than 200 times the archive's/)],
    ['1.4.0', 'broken', 'nuget:Pack has no version "1.4.0".'],
  ])
  expect(readdirSync(folder)).toEqual(['.culprit'])
  expect(readdirSync(folder, { recursive: true }).filter(path => String(path).includes('escaped'))).toEqual([])
  expect(existsSync(join(folder, '..', escaped))).toBe(false)
  expect(readdirSync(join(folder, '.culprit', 'cache', 'tmp'))).toEqual([])

  const shown = await culprit(folder, 'report', onlyRun(folder), '--format', 'md')
  expect(shown.stdout).toContain('invalid relative path')
})
