// npm run bench [name…]: everything about speed and power. Each bench prints its own table; figures are of this machine and this moment,
// which is why each stands beside a peer or a limit that was measured in the same run.
import * as artefacts from './artefacts.ts'
import * as bisection from './bisection.ts'
import * as instrument from './instrument.ts'
import * as matching from './matching.ts'
import * as statistics from './statistics.ts'
import * as wasmReader from './wasm-reader.ts'

const benches: Readonly<Record<string, { run(print: (line: string) => void): Promise<void> }>> = {
  'wasm-reader': wasmReader,
  matching,
  instrument,
  statistics,
  artefacts,
  bisection,
}

const names = process.argv.slice(2)
const unknown = names.filter(name => !(name in benches))
if (unknown.length > 0) {
  process.stderr.write(`no bench is called ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}\n`)
  process.exitCode = 64
} else {
  for (const name of names.length === 0 ? Object.keys(benches) : names) {
    process.stdout.write(`\n# ${name}\n\n`)
    await benches[name]!.run(line => process.stdout.write(`${line}\n`))
  }
}
