// Damage of one byte, repeatable, to modules that between them use all of the format.
import { randomFrom } from '../packages/culprit/src/stats/random.ts'
import { specSuite } from './spec-suite.ts'

/** Larger ones have the same features, and are slower. */
const largest = 600

/** `count` modules of the specification with one byte behind the header replaced by another. */
export function* changedModules(count: number, seed: string): Generator<Uint8Array<ArrayBuffer>> {
  const random = randomFrom(seed)
  const modules = specSuite()
    .flatMap(({ commands }) => commands.flatMap(command => ('module' in command ? [command] : [])))
    .filter(({ kind, module: { bytes } }) => kind !== 'assert_malformed' && bytes.length > header && bytes.length <= largest)
    .map(({ module }) => module.bytes)
  for (let left = count; left > 0; left--) {
    const bytes = modules[random.integer(modules.length)]!.slice()
    bytes[header + random.integer(bytes.length - header)]! ^= 1 + random.integer(255)
    yield bytes
  }
}

const header = 8
