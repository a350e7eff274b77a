import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { corpusBytes } from '../../../../../test/corpus.ts'
import { countEveryOperator, everyOperatorCounts } from '../../../../../test/every-operator.ts'
import { readModule } from '../module.ts'
import { connect, detectEngineFeatures, instrument, readCounts } from './index.ts'

interface Sql {
  readonly Database: new () => { run(sql: string): void; exec(sql: string): unknown; close(): void }
}

test('every function of sql.js has as many instructions of each class as counted one by one', async () => {
  const spec = 'sql.js@1.16.0'
  const folder = await mkdtemp(join(tmpdir(), 'culprit-exact-'))
  try {
    const script = await corpusBytes({ package: spec, file: 'dist/sql-wasm.js' })
    const facts = readModule(await corpusBytes({ package: spec, file: 'dist/sql-wasm.wasm' }))
    const require = createRequire(join(folder, 'x.cjs'))
    let copies = 0
    const run = async (bytes: Uint8Array<ArrayBuffer>, prepare: (instance: WebAssembly.Instance) => void) => {
      const path = join(folder, `${copies++}.cjs`)
      await writeFile(path, script)
      const instances: WebAssembly.Instance[] = []
      const instantiateWasm = (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => {
        const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports)
        prepare(instance)
        instances.push(instance)
        done(instance)
        return instance.exports
      }
      const { Database } = await (require(path) as (module: object) => Promise<Sql>)({ instantiateWasm })
      const database = new Database()
      database.run('CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)')
      for (let i = 0; i < 100; i++) database.run(`INSERT INTO t VALUES (${i}, 'row ${(i * 7919) % 13}')`)
      expect(() => database.run('SELECT * FROM missing')).toThrow('no such table')
      database.exec('SELECT b, count(*), sum(a) FROM t GROUP BY b ORDER BY 2, 1')
      database.close()
      return instances[0]!
    }
    // The library asks the clock and chance, which lead to other paths.
    const [now, random] = [Date.now, Math.random]
    Date.now = () => 1e12
    Math.random = () => 0.5
    crypto.getRandomValues = array => array
    try {
      const expected = everyOperatorCounts(facts, await run(countEveryOperator(facts), () => {}))
      const here = detectEngineFeatures(module => WebAssembly.validate(module))
      for (const features of [here, { ...here, multiMemory: false }]) {
        const counted = async (mode: 'ops' | 'tree') => {
          const { bytes, layout } = instrument(facts, { mode, features, version: '0' })
          const instance = await run(bytes, one => connect(layout, one))
          return readCounts(layout, instance.exports[layout.read!] as (index: number) => bigint)
        }
        const { functions } = await counted('ops')
        expect(new Map(functions.map(({ index, classes }) => [index, classes]))).toEqual(expected)
        const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)
        const all = functions.map(({ instructions }) => instructions!)
        expect(sum((await counted('tree')).tree!.instructions)).toBe(sum(all))
      }
    } finally {
      Date.now = now
      Math.random = random
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
