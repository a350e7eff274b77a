import { noCoreModule } from '../model/errors.ts'
import type { ModuleFacts } from './module.ts'

/** The core modules of a file, in its order: a core module itself, or those inside a component, nested components included. */
export function coreModules(facts: ModuleFacts): readonly ModuleFacts[] {
  return facts.layer === 'core' ? [facts] : facts.modules
}

/**
 * The core module that `file.wasm#2` names: the second of the file, so the first is 1. Its bytes are those of the file from `offset` to
 * `end`. A number that the file does not have is an error that says how many there are.
 */
export function coreModule(facts: ModuleFacts, number: number): ModuleFacts {
  const modules = coreModules(facts)
  const module = modules[number - 1]
  if (!module) throw noCoreModule(number, facts.layer, modules.length)
  return module
}
