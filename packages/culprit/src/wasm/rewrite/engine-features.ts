/** What the engine that will run a module has, as far as the rewriting depends on it. */
export interface EngineFeatures {
  /** Several memories: counters get one of their own. */
  readonly multiMemory: boolean
  /** `try_table` and `exnref`. */
  readonly exceptionReferences: boolean
  /** `try` and `catch`, the first generation. */
  readonly legacyExceptions: boolean
  /** How many exports a module may have. */
  readonly maximumExports: number
}

/**
 * Asks the engine, with modules of a few bytes, what it has. `validate` is `WebAssembly.validate`, or whatever else accepts or refuses
 * a module.
 */
export function detectEngineFeatures(validate: (module: Uint8Array<ArrayBuffer>) => boolean): EngineFeatures {
  const accepts = (...sections: number[][]) => validate(Uint8Array.from([...header, ...sections.flat()]))
  const withBody = (...operators: number[]) =>
    accepts([1, 4, 1, 0x60, 0, 0], [3, 2, 1, 0], [10, operators.length + 4, 1, operators.length + 2, 0, ...operators, 0x0b])
  const multiMemory = accepts([5, 5, 2, 0, 0, 0, 0])
  return {
    multiMemory,
    exceptionReferences: withBody(0x1f, 0x40, 0, 0x0b),
    legacyExceptions: withBody(0x06, 0x40, 0x19, 0x0b),
    // V8 raised the number in the years in which it got several memories; a probe would have half a megabyte.
    maximumExports: multiMemory ? 1_000_000 : 100_000,
  }
}

const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
