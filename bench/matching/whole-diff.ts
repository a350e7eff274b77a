// Compares two modules of the corpus and prints what that took: time, processor time, and the peak of the process's memory.
import { compareModules } from '../../packages/culprit/src/diff/index.ts'
import { readModule } from '../../packages/culprit/src/wasm/index.ts'
import { corpusBytes } from '../../test/corpus.ts'

const { a, b } = JSON.parse(process.argv[2]!) as Record<'a' | 'b', { package: string; file: string }>
const [bytesA, bytesB] = [await corpusBytes(a), await corpusBytes(b)]
const start = performance.now()
const before = process.cpuUsage()
const [factsA, factsB] = [readModule(bytesA, { digests: true }), readModule(bytesB, { digests: true })]
const read = performance.now() - start
const { functions } = compareModules(factsA, factsB)
const time = performance.now() - start
const { user, system } = process.cpuUsage(before)
const peak = process.resourceUsage().maxRSS / 1024
process.stdout.write(
  `${time.toFixed(0)} ms (${read.toFixed(0)} of it reading), processor ${((user + system) / 1000).toFixed(0)} ms, peak ${peak.toFixed(0)} MiB, ` +
    `${functions.changed} changed, ${functions.added} added, ${functions.removed} removed\n`,
)
