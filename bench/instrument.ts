// What counting costs: the time of an instrumented program over that of the original, both in one run and in turns, so that a busy moment
// hits both; and how fast modules are rewritten.
import { spawnSync } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { startSampling } from '../packages/culprit/src/engines/node/sampling.ts'
import { readModule, type ModuleFacts } from '../packages/culprit/src/wasm/index.ts'
import { detectEngineFeatures, instrument, readCounts, type InstrumentOptions } from '../packages/culprit/src/wasm/rewrite/index.ts'
import { median } from '../packages/culprit/src/stats/median.ts'
import { signedRankInterval } from '../packages/culprit/src/stats/signed-rank-interval.ts'
import { corpus, corpusBytes } from '../test/corpus.ts'

const features = detectEngineFeatures(bytes => WebAssembly.validate(bytes))
const hottest = 20
/** The first is what `culprit profile --mode time` takes. The profiler starts before the clock and stops after it. */
const samplings = [
  { name: 'time, 2 ms', intervalNs: 2e6 },
  { name: 'time, 100 us', intervalNs: 100e3 },
]

export async function run(print: (line: string) => void): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'culprit-bench-'))
  try {
    print(
      `instrumented / original, with the interval of 95 %; targets: count 1.05, ops 1.2, tree 1.3, tree of ${hottest} functions 1.03, time 1.05`,
    )
    await queries(work, print)
    await minify(work, print)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  await speed(print)
}

type Variants = ReadonlyMap<string, Uint8Array<ArrayBuffer>>

/** The module as it is, twice, which shows the noise; and instrumented. `hot` are the functions with the most instructions. */
function variantsOf(facts: ModuleFacts, hot: ReadonlySet<number>): Variants {
  const made = (options: Pick<InstrumentOptions, 'mode' | 'only'>) => instrument(facts, { features, version: 'bench', ...options }).bytes
  const original = new Uint8Array(facts.bytes)
  return new Map([
    ['original', original],
    ['original again', original],
    ['count', made({ mode: 'count' })],
    ['ops', made({ mode: 'ops' })],
    ['tree', made({ mode: 'tree' })],
    [`tree, ${hottest} functions`, made({ mode: 'tree', only: index => hot.has(index) })],
  ])
}

function report(print: (line: string) => void, names: readonly string[], times: readonly (readonly number[])[]): void {
  for (const [place, name] of names.entries()) {
    const ratios = times[place]!.map((time, round) => time / times[0]![round]!)
    const interval = signedRankInterval(ratios.map(Math.log), 0.05)
    const number = (value: number | null) => (value === null ? '?' : Math.exp(value).toFixed(3))
    const row = [name.padEnd(22), `${median(times[place]!).toFixed(1)} ms`, number(interval.estimate)]
    print([...row, place === 0 ? '' : `[${number(interval.low)}, ${number(interval.high)}]`].map(cell).join(''))
  }
}

/** Rounds in which each takes a turn, beginning with another one each time. */
function inTurns(works: readonly (() => number)[], rounds: number): number[][] {
  const times = works.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < works.length; turn++) {
      const place = (round + turn) % works.length
      times[place]!.push(works[place]!())
    }
  }
  return times
}

async function packageFiles(spec: string, files: readonly string[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const file of files) await writeFile(join(folder, basename(file)), await corpusBytes({ package: spec, file }))
}

interface Sql {
  readonly Database: new () => {
    run(sql: string, values?: readonly unknown[]): void
    exec(sql: string): { readonly values: readonly (readonly unknown[])[] }[]
    close(): void
  }
}

function queryMix(sql: Sql): void {
  const database = new sql.Database()
  database.run('CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER, c TEXT)')
  database.run('BEGIN')
  for (let i = 0; i < 2000; i++) database.run('INSERT INTO t VALUES (?, ?, ?)', [i, (i * 7919) % 1009, `row ${i % 97}`])
  database.run('COMMIT')
  for (const query of [
    'SELECT c, count(*), sum(b) FROM t GROUP BY c ORDER BY 2, 1',
    'SELECT x.a, y.a FROM t x JOIN t y ON x.b = y.b WHERE x.a < y.a AND x.a < 400',
    "SELECT count(*) FROM t WHERE c LIKE '%9'",
    'CREATE INDEX i ON t (b)',
    'SELECT max(a) FROM t WHERE b BETWEEN 100 AND 300 GROUP BY b',
  ]) {
    database.exec(query)
  }
  database.close()
}

async function queries(work: string, print: (line: string) => void): Promise<void> {
  const spec = 'sql.js@1.16.0'
  const folder = join(work, 'sql')
  await packageFiles(spec, ['dist/sql-wasm.js'], folder)
  const facts = readModule(await corpusBytes({ package: spec, file: 'dist/sql-wasm.wasm' }))
  const require = createRequire(import.meta.url)
  /** Each in a copy of the script, which keeps one instance. */
  const start = async (name: string, wasmBinary: Uint8Array<ArrayBuffer>) => {
    const script = join(folder, `${name.replaceAll(/\W/g, '-')}.cjs`)
    await copyFile(join(folder, 'sql-wasm.js'), script)
    const instances: WebAssembly.Instance[] = []
    const instantiateWasm = (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => {
      const instance = new WebAssembly.Instance(new WebAssembly.Module(wasmBinary), imports)
      instances.push(instance)
      done(instance)
      return instance.exports
    }
    const initialise = require(script) as (module: { instantiateWasm: typeof instantiateWasm }) => Promise<Sql>
    return { sql: await initialise({ instantiateWasm }), instance: instances[0]! }
  }
  const counted = instrument(facts, { mode: 'ops', features, version: 'bench' })
  const { sql, instance } = await start('counted', counted.bytes)
  queryMix(sql)
  const { functions } = readCounts(counted.layout, instance.exports[counted.layout.read!] as (index: number) => bigint)
  const hot = functions.toSorted((a, b) => b.instructions! - a.instructions!).slice(0, hottest)
  const calls = functions.reduce((sum, one) => sum + one.calls, 0)

  const variants = variantsOf(facts, new Set(hot.map(({ index }) => index)))
  const works: (() => number)[] = []
  for (const [name, bytes] of variants) {
    const { sql } = await start(name, bytes)
    works.push(() => milliseconds(() => queryMix(sql)))
  }
  for (const { name, intervalNs } of samplings) {
    const { sql } = await start(name, new Uint8Array(facts.bytes))
    works.push(() => {
      const sampling = startSampling(intervalNs)
      const time = milliseconds(() => queryMix(sql))
      sampling.stop()
      return time
    })
  }
  // Until the engine has compiled everything with its optimising compiler.
  inTurns(works, 60)
  print('')
  print(`sql.js 1.16.0, query mix, ${calls} calls`)
  report(print, [...variants.keys(), ...samplings.map(({ name }) => name)], inTurns(works, 60))
}

async function minify(work: string, print: (line: string) => void): Promise<void> {
  const spec = 'esbuild-wasm@0.28.2'
  const facts = readModule(await corpusBytes({ package: spec, file: 'esbuild.wasm' }))
  const input = join(work, 'input.js')
  await writeFile(input, await corpusBytes({ package: 'sql.js@1.16.0', file: 'dist/sql-wasm-debug.js' }))
  const variants = new Map([...variantsOf(facts, new Set())].filter(([name]) => !name.startsWith('tree, ')))
  const outputs = new Set<string>()
  const works: (() => number)[] = []
  for (const [name, bytes] of variants) {
    const folder = join(work, `esbuild-${name.replaceAll(/\W/g, '-')}`)
    await packageFiles(spec, ['wasm_exec_node.js', 'wasm_exec.js'], folder)
    await packageFiles(spec, ['bin/esbuild'], join(folder, 'bin'))
    await writeFile(join(folder, 'esbuild.wasm'), bytes)
    works.push(() =>
      milliseconds(() => {
        const { stdout, status, stderr } = spawnSync(process.execPath, [join(folder, 'bin/esbuild'), '--minify', input], {
          encoding: 'utf8',
          maxBuffer: 2 ** 26,
        })
        if (status !== 0) throw new Error(stderr)
        outputs.add(stdout)
      }),
    )
  }
  inTurns(works, 1)
  print('')
  print('esbuild-wasm 0.28.2, minify of a script, whole process with compilation')
  report(print, [...variants.keys()], inTurns(works, 7))
  if (outputs.size !== 1) throw new Error('instrumented copies of esbuild gave other output than the original')
}

async function speed(print: (line: string) => void): Promise<void> {
  print('')
  print('rewriting, MB/s of the original module, medians of 5 rounds; target: 100')
  const modes = ['count', 'ops', 'tree', 'hooks'] as const
  print(['module'.padEnd(22), 'MB', ...modes].map(cell).join(''))
  for (const module of Object.values(corpus)) {
    const facts = readModule(await corpusBytes(module))
    const size = facts.bytes.length / 1e6
    const speeds = modes.map(mode => {
      const work = () => milliseconds(() => instrument(facts, { mode, features, version: 'bench' }))
      work()
      return (size / median(Array.from({ length: 5 }, work))) * 1e3
    })
    print([module.name.padEnd(22), size.toFixed(1), ...speeds.map(one => one.toFixed(0))].map(cell).join(''))
  }
}

function milliseconds(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

function cell(text: string, column: number): string {
  return column === 0 ? text : text.padStart(column === 3 ? 18 : 12)
}
