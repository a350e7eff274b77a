// The field trial: culprit on real packages on a real machine, against itself and against variants whose extra work is known, with busy
// processes beside it. It takes about an hour, so it is no part of `npm run bench`:
//
//     npm run build && node bench/field-trial.ts results.jsonl
//
// Every comparison is kept in the file as it ends; a trial that was stopped goes on where it ended, and prints its tables from what is there.
import { spawn, spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Comparison } from '../packages/culprit/src/model/comparison.ts'
import { printTables } from './field-trial/tables.ts'
import { trials, type Trial, type TrialResult } from './field-trial/trials.ts'

const bin = join(import.meta.dirname, '../packages/culprit/bin/culprit.js')
const packages: Readonly<Record<string, string>> = { 'source-map': '0.7.6', 'sql.js': '1.16.0', 'hash-wasm': '4.12.0' }

const file = resolve(process.argv[2] ?? 'field-trial.jsonl')
const minutes = Number(process.argv[3] ?? Infinity)
const begin = Date.now()
const work = mkdtempSync(join(tmpdir(), 'culprit-field-trial-'))
try {
  install(work)
  for (const trial of trials()) {
    const known = readResults(file)
    if (known.some(({ key }) => key === trial.key)) continue
    if (Date.now() - begin > minutes * 60_000) break
    const result = await carryOut(trial, work)
    appendFileSync(file, `${JSON.stringify(result)}\n`)
    process.stderr.write(`${trial.key}: ${result.verdict} by ${result.decidedBy}, ${result.pairs} pairs, ${result.seconds.toFixed(0)} s\n`)
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
printTables(readResults(file), line => process.stdout.write(`${line}\n`))

/** The packages as npm has them; how much work an iteration does stands in a file of each variant. */
function install(folder: string): void {
  const specs = Object.entries(packages).map(([name, version]) => `${name}@${version}`)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  const { status, stderr } = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...specs], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`npm install ${specs.join(' ')} failed: ${stderr}`)
}

function variant(folder: string, name: string, units: number): string {
  const path = join(folder, `${name}-${units}`)
  if (!existsSync(path)) cpSync(join(folder, 'node_modules', name), path, { recursive: true })
  writeFileSync(join(path, 'units.json'), JSON.stringify({ units }))
  return path
}

async function carryOut(trial: Trial, folder: string): Promise<TrialResult> {
  const sides = [variant(folder, trial.package, 100), variant(folder, trial.package, trial.units)]
  const busy = Array.from({ length: trial.load }, () => spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' }))
  const start = Date.now()
  try {
    const workload = join(import.meta.dirname, 'field-trial/workloads', `${trial.package}.mjs`)
    const store = join(folder, 'store')
    const options = [
      '--workload',
      workload,
      '--budget',
      '20s',
      '--seed',
      trial.key,
      '--store',
      store,
      '--json',
      '--quiet',
      '--counters',
      trial.units === 100 ? 'none' : 'wasm',
    ]
    // Not awaited through a synchronous call, which would make this process wait busily on some systems.
    const { stdout, stderr } = await output([bin, 'compare', ...sides, ...options])
    const comparison = JSON.parse(stdout || '{}') as Comparison
    if (comparison.kind !== 'comparison') throw new Error(`${trial.key} gave no comparison: ${stdout}${stderr}`)
    const wall = (arm: 'baseline' | 'candidate') => comparison.blocks.flatMap(block => ofWall(comparison, store, block.block, arm))
    return {
      ...trial,
      verdict: comparison.verdict,
      decidedBy: comparison.decidedBy,
      ratio: comparison.ratio,
      pairs: comparison.pairs,
      contended: comparison.contention?.contendedPairs ?? null,
      instructions: comparison.metrics.find(({ metric }) => metric === 'instructions')?.ratio?.estimate ?? null,
      baselineNs: wall('baseline'),
      candidateNs: wall('candidate'),
      seconds: (Date.now() - start) / 1000,
    }
  } finally {
    for (const child of busy) child.kill('SIGKILL')
  }
}

/** The clock's number of one launch, whatever decided: what tools that know only the clock would have seen. */
function ofWall({ run }: Comparison, store: string, block: number, arm: string): number[] {
  const lines = readFileSync(join(store, 'runs', run, 'launches.jsonl'), 'utf8')
    .trim()
    .split('\n')
  const launches = lines
    .map(line => JSON.parse(line))
    .filter(launch => launch.stage === 'steady' && launch.block === block && launch.arm === arm)
  const samples: number[] = launches.at(-1)?.outcome.samplesNs?.slice(launches.at(-1).outcome.warmUp) ?? []
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted.length === 0 ? [] : [sorted[Math.floor(sorted.length / 2)]!]
}

function output(args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const texts = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (texts.stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (texts.stderr += chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve(texts))
  })
}

function readResults(path: string): TrialResult[] {
  if (!existsSync(path)) return []
  const text = readFileSync(path, 'utf8')
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .trim()
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
}
