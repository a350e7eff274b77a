import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bisectionSchema } from '../../packages/culprit/src/model/bisection.ts'
import { nugetFeed, nupkg } from '../nuget-feed.ts'
import { culprit, emptyFolder } from '../program.ts'
import { spinModule } from '../variants.ts'
import { onlyRun } from './clear-case.ts'

const id = 'Microsoft.NETCore.App.Runtime.Mono.browser-wasm'
const native = (name: string) => `runtimes/browser-wasm/native/${name}`
const glue = (release: string) => `// of ${release}\nexport const run = spin => spin(20_000)\n`

/** What a pack has most of, and what no application wants: larger than a few of the pieces that are read, and not to be compressed. */
const assemblies = createHash('shake256', { outputLength: 5 << 20 })
  .update('assemblies')
  .digest()

/** Packs 9.0.1 and on: how often the loop of the module turns, and of which release the glue is. */
function packs(history: readonly (readonly [factor: number, glueOf: string])[]) {
  return history.map(([factor, glueOf], index) => ({
    version: `9.0.${index + 1}`,
    published: `2025-0${index + 1}-11T10:00:00Z`,
    files: {
      [native('dotnet.native.js')]: glue(glueOf),
      [native('libmono.a')]: `for linking, ${index}`,
      'runtimes/browser-wasm/lib/net9.0/System.dll': assemblies,
      [native('dotnet.native.wasm')]: spinModule(factor),
      // It is put into the application, and not loaded by it.
      [native('icudt.dat')]: `the names of places, as of release ${index}`,
    },
  }))
}

/** An application as it is published, with fingerprints in the names of its files, and a workload that runs it. */
function application(): string {
  const folder = emptyFolder()
  const framework = join(folder, 'app', '_framework')
  mkdirSync(framework, { recursive: true })
  writeFileSync(join(folder, 'app', 'package.json'), '{ "type": "module" }')
  writeFileSync(join(framework, 'dotnet.native.48a7tgq2py.wasm'), spinModule(1))
  writeFileSync(join(framework, 'dotnet.native.r6yxfnnghj.js'), glue('before'))
  writeFileSync(join(framework, 'icudt.5lgyv9xn0b.dat'), 'the names of places')
  writeFileSync(
    join(folder, 'workload.mjs'),
    `import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
export async function setup({ dir }) {
  const framework = dir + '/_framework/dotnet.native.'
  const { instance } = await WebAssembly.instantiate(readFileSync(framework + '48a7tgq2py.wasm'), {})
  const glue = await import(pathToFileURL(framework + 'r6yxfnnghj.js').href)
  return { spin: instance.exports.spin, glue }
}
export const run = ({ spin, glue }) => glue.run(spin)
`,
  )
  return folder
}

test('the runtime pack that brought the step is named, of packs of which only what the application loads is fetched', async () => {
  const history = packs([
    [10, 'spring'],
    [10, 'spring'],
    [10, 'summer'],
    [10, 'summer'],
    [10, 'summer'],
    [50, 'summer'],
    [50, 'summer'],
    [50, 'summer'],
  ])
  const feed = await nugetFeed(id, history)
  const folder = application()
  const options = [
    '--nuget-feed',
    `${feed.url}/v3/index.json`,
    '--app',
    'app',
    '--workload',
    'workload.mjs',
    '--threshold',
    '20%',
    '--budget',
    '2m',
  ]
  const args = ['bisect', `nuget:${id}@9.0.1`, `nuget:${id}@9.0.8`, ...options, '--verbose', '--json']
  const { code, stdout, stderr } = await culprit(folder, ...args)
  expect(stderr).toContain('of 8 versions 5 load the same files as an earlier one')
  const document = bisectionSchema.parse(JSON.parse(stdout))
  expect(code).toBe(1)
  expect(document).toMatchObject({ outcome: 'found', culprit: { from: '9.0.5', to: '9.0.6' }, source: `nuget:${id}` })
  expect(document.versions.map(({ date }) => date)).toEqual(history.map(({ published }) => new Date(published).toISOString()))
  expect(document.warnings.map(({ code }) => code)).toContain('pack-swapped')
  expect(document.steps[0]!.ratio!.estimate).toBeGreaterThan(1.5)

  const asked = feed.requests.filter(request => request.includes('.nupkg'))
  expect(asked.every(request => / bytes=\d+-\d+$/.test(request))).toBe(true)
  for (const pack of history) {
    const parts = asked.filter(request => request.includes(`/${pack.version}/`)).map(request => /(\d+)-(\d+)$/.exec(request)!)
    const fetched = parts.reduce((sum, [, start, end]) => sum + Number(end) - Number(start) + 1, 0)
    expect(fetched).toBeGreaterThan(0)
    expect(fetched).toBeLessThan(nupkg(id, pack).length)
  }
  expect(readFileSync(join(folder, 'app', '_framework', 'dotnet.native.r6yxfnnghj.js'), 'utf8')).toBe(glue('before'))

  // What is in the cache needs no feed, and neither does the report.
  feed.stop()
  const shown = await culprit(folder, 'report', onlyRun(folder))
  expect(shown.stdout).toMatch(/culprit investigate nuget:\S+@9\.0\.5 nuget:\S+@9\.0\.6 .*--app app/)
  expect(readdirSync(join(folder, '.culprit', 'cache', 'tmp'))).toEqual([])
})
