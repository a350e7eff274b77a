import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { alarmSchema, type Alarm } from '../../packages/culprit/src/model/alarm.ts'
import { culprit, emptyFolder } from '../program.ts'

test('a slowdown of five times fails the build and is named; a note takes it over; what it did not touch stays as it was', async () => {
  const folder = alarmFolder({ slow: 'workload', other: 'prints' })
  expect((await alarm(folder, 'update', '--note', 'first references')).code).toBe(0)
  const before = references(folder)

  work(folder, 'slow', 5)
  const { code, document } = await alarm(folder, 'check', '--factor', '3')
  expect(code).toBe(1)
  expect(document).toMatchObject({ outcome: 'alarm', together: { crossed: 1 }, note: 'first references' })
  const [slow, other] = document.entries
  expect(slow).toMatchObject({ name: 'slow', state: 'crossed', crossed: true, budget: 3 })
  expect(slow!.factor).toBeGreaterThan(3)
  // A crossing is believed when it was seen again.
  expect(slow!.rounds).toBeGreaterThan(1)
  expect(slow!.values.length).toBeGreaterThanOrEqual(12)
  expect(other).toMatchObject({ name: 'other', crossed: false })
  expect(references(folder)).toEqual(before)

  const shown = await culprit(folder, 'report', document.run)
  expect(shown.stdout).toContain('alarm: 1 of 2 benchmarks takes more than the budget allows: slow')

  const updated = await alarm(folder, 'update', 'slow', '--note', 'checks its input now')
  expect(updated.document).toMatchObject({ outcome: 'updated', note: 'checks its input now' })
  const after = references(folder)
  // All lines of a reference stand between its name and the next one; the file is sorted, so those of the other come first.
  const begin = before.findIndex(line => line.includes('"slow"'))
  expect(after.slice(0, begin)).toEqual(before.slice(0, begin))
  const history = after.filter(line => line.includes('"note"')).map(line => /"note": "(.*)"/.exec(line)![1])
  expect(history).toEqual(['first references', 'checks its input now', 'first references'])
})

test('eight busy processes beside a command are no slowdown of it', async () => {
  const folder = alarmFolder({ busy: 'command' })
  expect((await alarm(folder, 'update', '--note', 'first references')).code).toBe(0)
  // As if nobody had been beside it then: its processor time is all that it needs.
  const path = join(folder, 'culprit.alarm.json')
  const processor = /"processor": ("[^"]+")/.exec(readFileSync(path, 'utf8'))![1]
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/"(reference|wall)": "[^"]+"/g, `"$1": ${processor}`))
  // Each in a session of its own, as the command is, or the scheduler would give all of them together what it gives the command.
  const crowd = Array.from({ length: 8 }, () => spawn(process.execPath, ['-e', 'for(;;);'], { stdio: 'ignore', detached: true }))
  try {
    const { code, document } = await alarm(folder, 'check', '--factor', '2')
    const [entry] = document.entries
    expect([0, 2]).toContain(code)
    expect(entry!.crossed).not.toBe(true)
    // Over the budget by the clock, it was measured again, and it is said what excuses it.
    if (entry!.factor! > 2) expect([entry!.decidedBy, entry!.rounds > 1]).toEqual(['processor', true])
    if (entry!.factor! > 2) expect(document.warnings.map(({ code }) => code)).toContain('contended')
  } finally {
    for (const one of crowd) one.kill('SIGKILL')
  }
})

test('no reference, no time and a failure are never a pass', async () => {
  const folder = alarmFolder({ known: 'command', mute: 'prints', ends: 'command', newer: 'command' })
  work(folder, 'mute', 1, 'took NaN ms')
  const refused = await alarm(folder, 'update', '--note', 'first references')
  expect([refused.code, refused.document.reason]).toEqual([2, 'Nothing was written: mute could not be measured.'])
  expect(() => references(folder)).toThrow('ENOENT')

  writeReferences(folder, 'culprit.alarm.json', { known: '"reference": "1 s",', mute: '"reference": "1 s",', ends: '"reference": "1 s",' })
  writeFileSync(join(folder, 'ends.mjs'), 'process.exit(3)')
  const { code, document } = await alarm(folder, 'check')
  expect(code).toBe(2)
  expect(document.outcome).toBe('undecided')
  expect(document.entries).toMatchObject([
    { name: 'known', state: 'within', crossed: false },
    // Its reference is of a whole command, and it prints its time; and what it prints is none.
    { name: 'mute', state: 'failed', crossed: null, reason: expect.stringContaining('"NaN", which is no time in ms') },
    { name: 'ends', state: 'failed', crossed: null, reason: 'It ended with exit code 3.' },
    { name: 'newer', state: 'no-reference', crossed: null, reason: expect.stringContaining('culprit alarm update "newer" --note') },
  ])
})

test('a reference file with a hole, NaN, a negative or an absurd time is bad input, with its place', async () => {
  const folder = alarmFolder({ one: 'command' })
  const said = async (reference: string) => {
    const path = `${reference.length}.json`
    writeReferences(folder, path, { one: reference })
    const { code, stderr } = await culprit(folder, 'alarm', 'check', '--references', path, '--quiet')
    return [code, stderr.split('\n')[0]]
  }
  const place = 'benchmarks.one.reference: '
  expect(await said('')).toEqual([64, expect.stringContaining(`${place}it is missing`)])
  expect(await said('"reference": "NaN ms",')).toEqual([64, expect.stringContaining(`${place}"NaN ms" is no time`)])
  expect(await said('"reference": NaN,')).toEqual([64, expect.stringContaining('is not valid JSON')])
  expect(await said('"reference": "-5 ms",')).toEqual([64, expect.stringContaining(`${place}"-5 ms" is no time`)])
  expect(await said('"reference": "99999999 s",')).toEqual([64, expect.stringContaining(`${place}"99999999 s" is no time`)])
})

test('what cannot be asked is refused, and nothing to measure is no success', async () => {
  const folder = alarmFolder({ one: 'command' })
  const ends = async (...args: string[]) => {
    const { code, stderr } = await culprit(folder, 'alarm', ...args, '--quiet')
    return [code, stderr]
  }
  expect(await ends('check', 'two')).toEqual([64, expect.stringMatching(/no benchmark "two"[^]*It has: one/)])
  expect(await ends('update')).toEqual([64, expect.stringContaining('--note "why"')])
  expect(await ends('check', '--note', 'why')).toEqual([64, expect.stringContaining('a check writes nothing')])
  expect(await ends('check', '--runs', '5')).toEqual([64, expect.stringContaining('from 6 to 1000')])
  expect(await ends('check', '--factor', '1')).toEqual([64, expect.stringContaining('above 1')])
  writeFileSync(join(folder, 'culprit.config.mjs'), 'export default { alarm: { benchmarks: {} } }')
  expect(await ends('check')).toEqual([2, expect.stringContaining('nothing was measured')])
  writeFileSync(join(folder, 'culprit.config.mjs'), 'export default {}')
  expect(await ends('check')).toEqual([64, expect.stringContaining('no benchmarks for the alarm')])
})

type Kind = 'command' | 'prints' | 'workload'

/** A configuration of benchmarks of these kinds, each of which works as long as its text file says. */
function alarmFolder(kinds: Readonly<Record<string, Kind>>): string {
  const folder = emptyFolder()
  const benchmarks = Object.entries(kinds).map(([name, kind]) => {
    work(folder, name, 1)
    const loop = `import { readFileSync } from 'node:fs'
const { rounds, prints } = JSON.parse(readFileSync(new URL('${name}.json', import.meta.url), 'utf8'))
export function run() {
  let sum = 0
  for (let i = 0; i < rounds; i++) sum = (sum * 31 + i) | 0
  return sum
}
`
    writeFileSync(
      join(folder, `${name}.mjs`),
      kind === 'workload' ? loop : `${loop}for (let i = 0; i < 100; i++) run()\nconsole.log(prints)\n`,
    )
    const command = [process.execPath, `${name}.mjs`]
    const fields = { command: { command }, prints: { command, reads: 'took (\\S+) ms', unit: 'ms' }, workload: { workload: `${name}.mjs` } }
    return [name, fields[kind]]
  })
  writeFileSync(
    join(folder, 'culprit.config.mjs'),
    `export default ${JSON.stringify({ alarm: { benchmarks: Object.fromEntries(benchmarks) } })}`,
  )
  return folder
}

function work(folder: string, name: string, times: number, prints = 'took 5 ms'): void {
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ rounds: times * 1e5, prints }))
}

async function alarm(folder: string, ...args: string[]): Promise<{ code: number | null; document: Alarm }> {
  const { code, stdout } = await culprit(folder, 'alarm', ...args, '--json')
  return { code, document: alarmSchema.parse(JSON.parse(stdout)) }
}

/** References of these names, with the time of each as it stands in the file. */
function writeReferences(folder: string, path: string, times: Readonly<Record<string, string>>): void {
  const entries = Object.entries(times).map(
    ([name, reference]) =>
      `"${name}": { ${reference} "measures": "wall", "wall": "1 s", "processor": null, "user": null, "system": null, "runs": 6,
        "machine": { "model": null, "logical": 2, "fingerprint": "0" },
        "history": [{ "date": "2026-11-21", "reference": "1 s", "culprit": "0.1.0", "note": "why" }] }`,
  )
  writeFileSync(join(folder, path), `{ "formatVersion": 1, "kind": "alarm-references", "benchmarks": { ${entries.join(',')} } }`)
}

function references(folder: string): string[] {
  return readFileSync(join(folder, 'culprit.alarm.json'), 'utf8').split('\n')
}
