import type { ModuleFacts } from '../module.ts'
import { functionNames } from '../symbols.ts'
import type { InstrumentOptions } from './instrument.ts'

/** Regular expressions on names of functions; a function without a name goes by its index. Null chooses, or leaves out, nothing. */
export interface FunctionPatterns {
  readonly only: string | null
  readonly skip: string | null
}

/** Which functions the patterns choose. They have to be regular expressions. */
export function chosenFunctions(facts: ModuleFacts, { only, skip }: FunctionPatterns): Pick<InstrumentOptions, 'only' | 'skip'> {
  const names = functionNames(facts)
  const matching = (pattern: string) => {
    const expression = new RegExp(pattern)
    return (index: number) => expression.test(names.get(index) ?? String(index))
  }
  return { ...(only === null ? {} : { only: matching(only) }), ...(skip === null ? {} : { skip: matching(skip) }) }
}
