// As many walks over the mappings of a small source map as the variant says.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

export const name = 'source-map: walk over 500 mappings'

export async function setup({ dir }) {
  const { SourceMapConsumer } = createRequire(import.meta.url)(dir)
  const { units } = JSON.parse(readFileSync(join(dir, 'units.json'), 'utf8'))
  // One segment a line: column, source, line and column each go on by one.
  const mappings = Array.from({ length: 500 }, () => 'CACC').join(';')
  const consumer = await new SourceMapConsumer({ version: 3, sources: ['a.js'], names: [], mappings })
  return { consumer, units }
}

export function run({ consumer, units }) {
  let sum = 0
  for (let unit = 0; unit < units; unit++) {
    // The same for every unit: variants that do more of them have to return the same.
    sum = 0
    consumer.eachMapping(({ originalLine }) => (sum += originalLine))
  }
  return sum
}
