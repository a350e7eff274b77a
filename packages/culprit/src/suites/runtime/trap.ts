import type { Program } from './modules.ts'

/** Every way in which a program ends by itself: what brings it about, and how it is known by its error in V8, SpiderMonkey and JavaScriptCore. */
export const traps = {
  unreachable: { cause: program => program.unreachable(), message: /unreachable/i },
  'division by zero': { cause: program => program.divide(1, 0), message: /div(ide|ision) by zero/i },
  'integer overflow': { cause: program => program.divide(-(2 ** 31), -1), message: /overflow|unrepresentable/i },
  'memory out of bounds': { cause: program => program.load(2 ** 16), message: /out of bounds/i },
  'table out of bounds': { cause: program => program.callEntry(6), message: /out of bounds/i },
  'call of an empty entry': { cause: program => program.callEntry(5), message: /null/i },
  'signature mismatch': { cause: program => program.callEntry(0), message: /signature/i },
  // An error of the language and not of WebAssembly, whose class no specification fixes.
  'stack overflow': { cause: program => program.recurse(), message: /stack|recursion/i },
} satisfies Readonly<Record<string, Trap>>

export interface Trap {
  readonly cause: (program: Program) => unknown
  readonly message: RegExp
}

/** Brings a trap about; throws when the host does not report it, or as another one. */
export function provoke(name: keyof typeof traps, program: Program): void {
  const { cause, message }: Trap = traps[name]
  let returned: unknown
  try {
    returned = cause(program)
  } catch (error) {
    const isOfItsClass = name === 'stack overflow' ? error instanceof Error : error instanceof WebAssembly.RuntimeError
    if (isOfItsClass && message.test((error as Error).message)) return
    throw new Error(`the host misbehaves: the trap "${name}" came as ${String(error)}`, { cause: error })
  }
  throw new Error(`the host misbehaves: the trap "${name}" did not come, and the call returned ${String(returned)}`)
}
