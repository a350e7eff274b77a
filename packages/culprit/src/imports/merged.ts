import { imported } from './benchmark.ts'
import type { Benchmark } from '../model/bench.ts'
import type { Imported } from './import.ts'

/**
 * Every benchmark once, in the order of the files. What several files have samples of was run in several processes; what one file has twice,
 * or what has no samples to put together, gets a number. `usual` is the suite of what has none: the same for every file of a tool, because
 * two results are compared by suite and name.
 */
export function merged(all: readonly Imported[], asked: string | null, usual: string): Benchmark[] {
  const hasSeveral = new Set(all.map(({ benchmark }) => benchmark.suite)).size > 1
  const named = all.map(({ file, benchmark }) => {
    const { suite, name } = benchmark
    if (asked === null) return { file, benchmark: { ...benchmark, suite: suite || usual } }
    return { file, benchmark: { ...benchmark, suite: asked, name: hasSeveral && suite !== '' ? `${suite} > ${name}` : name } }
  })
  const groups = Map.groupBy(named, ({ benchmark }) => JSON.stringify([benchmark.suite, benchmark.name]))
  return [...groups.values()].flatMap(group =>
    canMerge(group) ? [mergedGroup(group)] : group.map(({ benchmark }, at) => numbered(benchmark, at)),
  )
}

function canMerge(group: readonly Imported[]): boolean {
  const [{ benchmark: first }] = group as [Imported]
  const files = new Set(group.map(({ file }) => file))
  return (
    files.size === group.length &&
    group.every(({ benchmark }) => benchmark.processes.length > 0 && benchmark.unit === first.unit && benchmark.state === 'measured')
  )
}

function mergedGroup(group: readonly Imported[]): Benchmark {
  const [{ file, benchmark: first }] = group as [Imported]
  if (group.length === 1) return first
  const all = group.map(({ benchmark }) => benchmark)
  const { benchmark } = imported({
    file,
    suite: first.suite,
    name: first.name,
    unit: first.unit,
    better: first.better,
    processes: all.flatMap(({ processes }) => processes),
    batch: all.every(({ batch }) => batch === first.batch) ? first.batch : null,
    unread: Object.fromEntries(group.map(each => [each.file, each.benchmark.unread])),
  })
  const rates = all.map(({ throughput }) => throughput?.value).filter(value => value !== undefined)
  const throughput =
    first.throughput === null || rates.length < all.length
      ? null
      : { ...first.throughput, value: rates.reduce((a, b) => a + b) / rates.length }
  return { ...benchmark, throughput }
}

function numbered(benchmark: Benchmark, at: number): Benchmark {
  return at === 0 ? benchmark : { ...benchmark, name: `${benchmark.name} (${at + 1})` }
}
