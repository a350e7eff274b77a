import { comparisonSchema, type Comparison } from '../../packages/culprit/src/model/comparison.ts'
import { culprit, emptyFolder, type Ended } from '../program.ts'
import { variant, workload } from '../variants.ts'

/** A comparison that spends as little as it can: what is tested with it is what happens, not how fast. */
const brief = ['--budget', '1s', '--json']

/** Compares two folders with equal modules and the given glue. */
export async function compareWith(
  glue: { baseline?: string; candidate?: string },
  ...options: string[]
): Promise<Ended & { document: Comparison }> {
  const folder = emptyFolder()
  const sides = [variant(folder, 'a', 10, glue.baseline), variant(folder, 'b', 10, glue.candidate)]
  const ended = await culprit(folder, 'compare', ...sides, '--workload', workload(folder), ...brief, ...options)
  return { ...ended, document: comparisonSchema.parse(JSON.parse(ended.stdout)) }
}

export function codes(document: Comparison): string[] {
  return document.warnings.map(({ code }) => code)
}
