import type { ModuleFacts } from '../../wasm/module.ts'
import { functionTypeText, type CompositeType } from '../../wasm/types.ts'
import { textHash } from './hashes.ts'

/** By type index, a number for what the type is, whatever its index: types that it refers to are replaced by what they are, to a depth. */
export function typeHashes(facts: ModuleFacts): Int32Array {
  const texts = facts.types.map(({ composite, final, supertype }) => `${compositeText(composite)} ${final} ${supertype === null}`)
  let hashes = Int32Array.from(texts, text => textHash(text.replaceAll(typeIndex, '')))
  const referring = texts.flatMap((text, index) => (text.search(typeIndex) >= 0 ? [index] : []))
  for (let depth = 0; depth < typeDepth && referring.length > 0; depth++) {
    const refined = hashes.slice()
    for (const index of referring) refined[index] = textHash(texts[index]!.replaceAll(typeIndex, other => `#${hashes[Number(other)] ?? 0}`))
    hashes = refined
  }
  return hashes
}

const typeDepth = 3
/** A number that is a word: not that of `i32`. */
const typeIndex = /\b\d+\b/gu

function compositeText(composite: CompositeType): string {
  switch (composite.kind) {
    case 'function':
      return functionTypeText(composite)
    case 'struct':
      return `struct ${composite.fields.map(field => `${field.type}${field.mutable ? '!' : ''}`).join()}`
    case 'array':
      return `array ${composite.field.type}${composite.field.mutable ? '!' : ''}`
    case 'continuation':
      return `continuation ${composite.type}`
  }
}
