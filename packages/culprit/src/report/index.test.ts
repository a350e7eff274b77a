import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { samples } from '../../../../test/cases/report/samples.ts'
import { render } from './index.ts'

describe.each(Object.entries(samples))('the report of %s', (name, document) => {
  test('reads as reviewed in a terminal', () => {
    expectGolden(`${name}/expected.txt`, render(document, 'terminal', { width: 80, color: false }))
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

/** Compares with a reviewed file of test/cases/report; UPDATE=1 writes it. */
function expectGolden(path: string, actual: string): void {
  const file = fileURLToPath(new URL(`../../../../test/cases/report/${path}`, import.meta.url))
  if (process.env['UPDATE'] === '1') {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, actual)
  }
  expect(actual).toBe(readFileSync(file, 'utf8'))
}
