import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { hostile } from '../../../../test/cases/report/hostile.ts'
import { samples } from '../../../../test/cases/report/samples.ts'
import { alarmSchema } from '../model/alarm.ts'
import { benchSchema } from '../model/bench.ts'
import { bisectionSchema } from '../model/bisection.ts'
import { comparisonSchema } from '../model/comparison.ts'
import { comparisonsSchema } from '../model/comparisons.ts'
import { environmentSchema } from '../model/environment.ts'
import { filesDiffSchema } from '../model/files-diff.ts'
import { functionDiffSchema } from '../model/function-diff.ts'
import { investigationSchema } from '../model/investigation.ts'
import { moduleDiffSchema } from '../model/module-diff.ts'
import { moduleSchema } from '../model/module.ts'
import { modulesSchema } from '../model/modules.ts'
import { profileDiffSchema } from '../model/profile-diff.ts'
import { profileSchema } from '../model/profile.ts'
import { suiteComparisonSchema } from '../model/suite-comparison.ts'
import { suspectsSchema } from '../model/suspects.ts'
import { CulpritError, interrupted } from '../model/errors.ts'
import type { ReportDocument } from './document.ts'
import { flameScript } from './flame/script.ts'
import { errorDocument, type FormName, forms, render } from './index.ts'
import { judgementOf } from './outcomes.ts'

const formNames = Object.keys(forms) as FormName[]
const all = Object.entries<ReportDocument>(samples)

test.each(all)('the sample %s is a document as a run would store it', (_, document) => {
  const schemas = {
    comparison: comparisonSchema,
    comparisons: comparisonsSchema,
    investigation: investigationSchema,
    bisection: bisectionSchema,
    alarm: alarmSchema,
    bench: benchSchema,
    module: moduleSchema,
    modules: modulesSchema,
    'module-diff': moduleDiffSchema,
    'function-diff': functionDiffSchema,
    'files-diff': filesDiffSchema,
    profile: profileSchema,
    'profile-diff': profileDiffSchema,
    environment: environmentSchema,
    suspects: suspectsSchema,
    'suite-comparison': suiteComparisonSchema,
  }
  if (document.kind !== 'error') schemas[document.kind].parse(document)
})

describe.each(all)('the report of %s', (name, document) => {
  test('reads as reviewed in a terminal', () => {
    expectGolden(`${name}/expected.txt`, render(document, 'terminal', { width: 80, color: false }))
  })

  test('reads as reviewed in an issue', () => {
    expectGolden(`${name}/expected.md`, render(document, 'md'))
  })

  test('is the document itself in JSON', () => {
    expect(JSON.parse(render(document, 'json'))).toEqual(document)
  })
})

test.each(['regression', 'real-regression'] as const)('the report of %s reads as reviewed where no terminal shows it', name => {
  expectGolden(`${name}/expected.plain.txt`, render(samples[name], 'terminal'))
})

test.each(['error', 'environment'] as const)('the report of %s reads as reviewed in JSON', name => {
  expectGolden(`${name}/expected.json`, render(samples[name], 'json'))
})

test.each(['regression', 'inconclusive', 'crash', 'real-regression', 'module-diff'] as const)(
  'the report of %s reads as reviewed in a browser',
  name => {
    expectGolden(`${name}/expected.html`, render(samples[name], 'html'))
  },
)

test.each(['bench', 'comparisons', 'alarm', 'regression', 'suite-comparison'] as const)(
  'the report of %s reads as reviewed in a build',
  name => {
    expectGolden(`${name}/expected.xml`, render(samples[name], 'junit'))
    expectGolden(`${name}/expected.github.txt`, render(samples[name], 'github'))
  },
)

describe.each(formNames)('the form %s', form => {
  test.each(form === 'junit' ? all.filter(([, document]) => judgementOf(document) !== null) : all)(
    'lets no character of %s act on the reader',
    (_, document) => {
      const report = render(hostile(document), form, { width: 80, color: false })
      // The script of a page is our own; when tests load it, it comes with tabs.
      expect(report.replace(flameScript, '').replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
    },
  )

  test('says that a number is not known, in place of a nought', () => {
    // These have no tables.
    if (form === 'json' || form === 'junit' || form === 'github') return
    const report = render({ ...samples.regression, metrics: [{ ...samples.regression.metrics[0]!, ratio: null }] }, form)
    expect(report).toMatch(/wall time.*17\.3.*24\.4.*unknown.*unknown/s)
  })
})

test('an error that a command ended with is a document with its code, its hint and its exit code', () => {
  const error = new CulpritError({ code: 'no-such-version', message: 'no version 9.9.9', hint: 'Take 1.0.0.' })
  expect(errorDocument(error)).toEqual({
    formatVersion: 1,
    kind: 'error',
    code: 'no-such-version',
    message: 'no version 9.9.9',
    hint: 'Take 1.0.0.',
    exitCode: 64,
    run: null,
  })
  expect(errorDocument(interrupted('20261121-100000-aaaa'))).toMatchObject({ exitCode: 2, run: '20261121-100000-aaaa' })
})

/** Compares with a reviewed file of test/cases/report; UPDATE=1 writes it. */
function expectGolden(path: string, actual: string): void {
  const file = fileURLToPath(new URL(`../../../../test/cases/report/${path}`, import.meta.url))
  if (process.env['UPDATE'] === '1') {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, actual)
  }
  expect(actual).toBe(readFileSync(file, 'utf8'))
}
