import { compareResults } from '../compare-results.ts'
import { usualRate } from '../model/correction.ts'
import { badArguments, type ExitCode } from '../model/errors.ts'
import type { Terminal } from './command.ts'
import type { ManyOptions } from './compare.ts'
import { storePath, type CommonOptions, type MeasuringOptions } from './options.ts'
import { printDocument } from './output.ts'
import { exitCodeOf } from './result-exit-code.ts'

export { areResults } from '../compare-results.ts'

/** Compares two results that are in the store already. */
export async function startResults(
  results: readonly [string, string],
  options: CommonOptions & MeasuringOptions & ManyOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (options.workload !== undefined || options.invoke !== undefined) {
    throw badArguments('Stored results are compared as they are; a workload goes with variants that can be launched.')
  }
  const plan = { threshold: options.threshold, correction: { method: options.correction, rate: usualRate } }
  const result = await compareResults(storePath(options), results, plan, process.argv.slice(2))
  await printDocument(result, options, terminal)
  return exitCodeOf(result)
}
