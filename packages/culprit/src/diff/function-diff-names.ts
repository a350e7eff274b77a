import type { ModuleFacts } from '../wasm/module.ts'
import type { TextNames } from '../wasm/text/index.ts'
import { typeDefinition } from '../wasm/text/types.ts'

/** The numbers of texts; equal texts have the same one. */
export class Numbers {
  private readonly numbers = new Map<string, number>()

  of(text: string): number {
    const known = this.numbers.get(text)
    if (known !== undefined) return known
    this.numbers.set(text, this.numbers.size)
    return this.numbers.size - 1
  }
}

/**
 * Names under which lines of two modules are equal when only indices moved: functions are called by `functionOf`, types by what they
 * are, globals by their types, for which `numbers` has to be the same on both sides; locals are left to the caller. Nothing is told about
 * where a thing is defined.
 */
export function identifyingNames(facts: ModuleFacts, functionOf: (index: number) => string, numbers: Numbers): Omit<TextNames, 'local'> {
  const types = typeIdentities(facts, numbers)
  return {
    module: '',
    definition: () => '',
    reference: (space, index) => {
      if (space === 'function') return functionOf(index)
      if (space === 'type') return types[index] ?? `${index}`
      if (space === 'global') {
        const global = facts.globals[index]
        return global ? `${global.mutable ? 'mut ' : ''}${withTypes(global.type, types)}` : `${index}`
      }
      return `${index}`
    },
    localDefinition: () => null,
    labelDefinition: () => '',
    label: relative => String(relative),
  }
}

/** Of each type what it is: that of a recursion group is its place in it, and what the whole group is. */
function typeIdentities({ types }: ModuleFacts, numbers: Numbers): string[] {
  const identities: string[] = []
  for (let first = 0; first < types.length;) {
    let next = first + 1
    while (next < types.length && types[next]!.group === first) next++
    const names = referringTo(index => (index >= first && index < next ? `rec.${index - first}` : (identities[index] ?? `${index}`)))
    const members = types.slice(first, next).flatMap((type, place) => typeDefinition(type, first + place, names))
    const group = numbers.of(members.join(' '))
    for (let index = first; index < next; index++) identities.push(`type${group}.${index - first}`)
    first = next
  }
  return identities
}

function referringTo(type: (index: number) => string): TextNames {
  return {
    module: '',
    definition: () => '',
    reference: (_, index) => type(index),
    localDefinition: () => null,
    local: (_, index) => String(index),
    labelDefinition: () => '',
    label: relative => String(relative),
  }
}

function withTypes(type: string, types: readonly string[]): string {
  return type.replace(/(?<!\w)\d+(?=\)|$)/g, index => types[Number(index)] ?? index)
}
