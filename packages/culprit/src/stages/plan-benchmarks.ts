import { parseTarget } from '../bench/target.ts'
import { parseReference } from '../sources/index.ts'
import { badArguments, noBenchmarks, unknownSuite } from '../model/errors.ts'
import type { PlannedBenchmark } from '../model/bench-request.ts'
import type { BenchmarkSuite, Config } from '../model/config.ts'
import type { Share } from '../model/units.ts'
import { runtimeSuite } from '../suites/runtime/index.ts'

export interface BenchmarkChoice {
  /** Names of suites; none: those of the configuration, or `runtime` where it has none. */
  readonly suites: readonly string[]
  /** A regular expression that the name of a benchmark, with that of its suite before it, has to match. */
  readonly filter: string | null
  readonly engine: string
  readonly flags: readonly string[]
  readonly threshold: Share
}

const builtIn = 'runtime'

/** The benchmarks that were chosen, in order. Errors: a suite that is not there, a filter that is no pattern or matches nothing. */
export function planBenchmarks(config: Config | null, choice: BenchmarkChoice): PlannedBenchmark[] {
  const configured = Object.entries(config?.suites ?? {}).flatMap(([name, suite]) =>
    'benchmarks' in suite ? [[name, suite] as const] : [],
  )
  const known = new Map(configured)
  const names = choice.suites.length > 0 ? new Set(choice.suites) : known.size > 0 ? [...known.keys()] : [builtIn]
  const planned = [...names].flatMap(name => {
    const suite = known.get(name)
    if (suite !== undefined) return ofConfig(name, suite, choice)
    if (name === builtIn) return ofRuntime(choice)
    throw unknownSuite(name, [...new Set([builtIn, ...known.keys()])])
  })
  const pattern = choice.filter === null ? null : patternOf(choice.filter)
  const chosen = planned.filter(({ suite, name }) => pattern === null || pattern.test(`${suite}/${name}`))
  if (chosen.length === 0) throw noBenchmarks(choice.filter)
  return chosen
}

function patternOf(filter: string): RegExp {
  try {
    return new RegExp(filter, 'iu')
  } catch (error) {
    throw badArguments(`--filter is no regular expression: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function ofRuntime({ engine, flags, threshold }: BenchmarkChoice): PlannedBenchmark[] {
  return runtimeSuite.map(({ name, path, parameters, target, bytesPerIteration, elementsPerIteration }) => ({
    suite: builtIn,
    name,
    reference: engine,
    engine,
    flags: [...flags],
    workload: { kind: 'script', path, parameters: { ...parameters } },
    target,
    work: bytesPerIteration === null ? null : { amount: bytesPerIteration, unit: 'bytes' },
    parts: elementsPerIteration,
    threshold,
  }))
}

function ofConfig(suiteName: string, suite: BenchmarkSuite, choice: BenchmarkChoice): PlannedBenchmark[] {
  const engines = [...new Set(suite.engines ?? [choice.engine])]
  return engines.flatMap(engine =>
    Object.entries(suite.benchmarks).map(([name, { workload, invoke, args, reference, flags, target, bytes, elements }]) => {
      if (bytes !== undefined && elements !== undefined)
        throw badArguments(`"${name}" gives both bytes and elements; its throughput counts one of them.`)
      const of = reference ?? suite.reference ?? null
      if (of !== null) parseReference(of)
      if (target !== undefined) parseTarget(target, name, null)
      if (workload === undefined && of === null) throw badArguments(`"${name}" has neither a workload nor a reference: what is to be run?`)
      return {
        suite: engines.length > 1 ? `${suiteName} on ${engine}` : suiteName,
        name,
        reference: of,
        engine,
        flags: [...(flags ?? choice.flags)],
        workload:
          workload !== undefined
            ? { kind: 'script', path: workload }
            : invoke !== undefined
              ? { kind: 'export', export: invoke, args: args ?? [] }
              : { kind: 'wasi' },
        target: target ?? null,
        work:
          bytes !== undefined ? { amount: bytes, unit: 'bytes' } : elements !== undefined ? { amount: elements, unit: 'elements' } : null,
        parts: 1,
        threshold: suite.threshold ?? choice.threshold,
      } satisfies PlannedBenchmark
    }),
  )
}
