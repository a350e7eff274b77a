import { afterEach, expect, test } from 'vitest'
import { bisection as found } from '../../../test/cases/report/bisection.ts'
import { samples } from '../../../test/cases/report/samples.ts'
import { emptyFolder } from '../../../test/program.ts'
import { requestOf, sideOf } from '../../../test/requests.ts'
import type { Investigation } from './model/investigation.ts'
import type { Request, ResolvedRun } from './model/run.ts'
import { usualSourceOptions } from './model/usual-source-options.ts'
import type { RunDocument } from './read-result.ts'
import { sinceWhen, usualChoice } from './since-when.ts'
import { Store } from './store/store.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const range = { source: 'npm:amaro', versions: ['0.2.0', '0.3.0', '0.4.0', '1.0.0', '1.1.0'].map(version => ({ version, date: null })) }
const regression: Investigation = { ...samples['real-regression'], culprit: null, range }

/** An investigation from one version to another that is over, up to the search; what it starts is kept, and comes to `result`. */
async function investigated([from, to]: readonly [string, string], bisection: Request['bisection'], result: RunDocument | Error = found) {
  const exact = (version: string) => ({
    ...sideOf(`npm:amaro@${version}`),
    version,
    published: null,
    tree: '0'.repeat(64),
    folder: '.',
    file: null,
    engine: 'node@24.21.0',
    engineSha256: '0'.repeat(64),
  })
  const request = requestOf({
    command: 'investigate',
    baseline: sideOf(`npm:amaro@^${from}`),
    candidate: sideOf(`npm:amaro@${to}`),
    sources: usualSourceOptions,
    budgetNs: 60e9,
    scales: [1, 2],
    counters: 'wasm',
    suspects: { repositories: ['nodejs/amaro'], rules: null },
    // prettier-ignore
    commandLine: ['investigate', `npm:amaro@^${from}`, `npm:amaro@${to}`, '--repo', 'nodejs/amaro', '--workload', 'w.mjs', '--bisect', '--scale=1,2', '--budget', '1m', '--seed', 'seed'],
    ...(bisection === undefined ? {} : { bisection }),
  })
  const store = await Store.open(`${emptyFolder()}/.culprit`)
  const resolved: ResolvedRun = {
    baseline: exact(from),
    candidate: exact(to),
    workloadSha256: null,
    environment: regression.comparison.environment,
    range: null,
    warnings: [],
    floors: { wall: { campaigns: 0, value: null }, cpu: { campaigns: 0, value: null } },
  }
  const folder = await store.createRun({ state: 'running', startedMs: 0, request, budgetNs: 60e9, looks: [], resolved })
  closing.push(
    () => folder.close(),
    () => store.close(),
  )
  const started: Request[] = []
  const carriedOut: string[] = []
  const own = {
    create: (asked: Request) => {
      started.push(asked)
      return store.createRun({ state: 'running', startedMs: 0, request: asked, budgetNs: asked.budgetNs, looks: [], resolved: null })
    },
    carryOut: async (own: Awaited<ReturnType<Store['createRun']>>) => {
      carriedOut.push(own.id)
      await own.close()
      if (result instanceof Error) throw result
      return result
    },
  }
  const go = (investigation = regression) => sinceWhen({ store, folder, signal: new AbortController().signal }, investigation, own)
  return { go, folder, started, carriedOut }
}

test('the culprit of an investigation is the step of the search over its versions, with the same workload and exact ends', async () => {
  const { go, started } = await investigated(['0.2.0', '1.1.0'], usualChoice)
  const told = await go()
  expect(told.culprit).toEqual({ from: '0.4.0', to: '1.0.0' })
  expect(told.bisection).toEqual({ run: found.run, outcome: 'found', culprit: told.culprit, probability: 0.99 })
  expect(started).toEqual([
    expect.objectContaining({
      command: 'bisect',
      bisection: usualChoice,
      baseline: { reference: 'npm:amaro@0.2.0', engine: 'node', flags: [] },
      candidate: { reference: 'npm:amaro@1.1.0', engine: 'node', flags: [] },
      budgetNs: 360e9,
      scales: [],
      counters: 'none',
      commandLine: ['bisect', 'npm:amaro@0.2.0', 'npm:amaro@1.1.0', '--workload', 'w.mjs', '--seed', 'seed', '--budget', '360s'],
    }),
  ])
  expect(started[0]).not.toHaveProperty('suspects')
})

test('the older side is the good end, also when it is the candidate', async () => {
  const { go, started } = await investigated(['1.1.0', '0.2.0'], usualChoice)
  await go()
  expect([started[0]!.baseline.reference, started[0]!.candidate.reference]).toEqual(['npm:amaro@0.2.0', 'npm:amaro@1.1.0'])
})

test('a search that was interrupted is gone on with, in the same run', async () => {
  const { go, folder, started, carriedOut } = await investigated(['0.2.0', '1.1.0'], usualChoice, new Error('interrupted'))
  await expect(go()).rejects.toThrow('interrupted')
  expect(folder.run.bisection).toBe(carriedOut[0])
  await expect(go()).rejects.toThrow('interrupted')
  expect(started).toHaveLength(1)
  expect(carriedOut).toEqual([carriedOut[0], carriedOut[0]])
})

test.each([
  ['nobody asked for it', undefined, regression],
  ['nothing changed', usualChoice, { ...regression, classification: 'no-change' as const }],
  ['there is no version between the two', usualChoice, { ...regression, range: { ...range, versions: range.versions.slice(0, 2) } }],
  ['a side fails', usualChoice, { ...regression, comparison: { ...regression.comparison, ratio: null } }],
])('nothing is searched when %s', async (_, bisection, investigation) => {
  const { go, started } = await investigated(['0.2.0', '1.1.0'], bisection)
  expect(await go(investigation)).toEqual(investigation)
  expect(started).toEqual([])
})

test('two sides that are no versions of one source get a warning', async () => {
  const { go } = await investigated(['0.2.0', '1.1.0'], usualChoice)
  const { warnings, bisection } = await go({ ...regression, range: null })
  expect([warnings.at(-1)?.code, bisection]).toEqual(['nothing-to-bisect', undefined])
})
