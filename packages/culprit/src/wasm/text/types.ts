import type { CompositeType, Field, FunctionType, TypeDefinition, ValueType } from '../types.ts'
import type { TextNames } from './names.ts'

/** A value, reference or heap type, with the names of the types that it refers to. */
export function typeText(type: ValueType, names: TextNames): string {
  const first = type.charCodeAt(0)
  const refers = first === 0x28 || (first >= 0x30 && first <= 0x39)
  return refers ? type.replace(/(?<!\w)\d+(?=\)|$)/g, index => names.reference('type', Number(index))) : type
}

/** The tokens behind `func`: `(param i32 i64)`, `(result f64)`. */
export function signature({ parameters, results }: FunctionType, names: TextNames): string[] {
  return [...grouped('param', parameters, names), ...grouped('result', results, names)]
}

const largestGroup = 16

/** `(local i32 i32)`; more types than fit on a line are several of them. */
export function grouped(keyword: string, types: readonly ValueType[], names: TextNames): string[] {
  const groups: string[] = []
  for (let from = 0; from < types.length; from += largestGroup) {
    const some = types.slice(from, from + largestGroup).map(type => typeText(type, names))
    groups.push(`(${keyword} ${some.join(' ')})`)
  }
  return groups
}

/** The tokens of a type definition, with its parentheses. */
export function typeDefinition(definition: TypeDefinition, index: number, names: TextNames): string[] {
  const { composite, final, supertype, shared, describes, descriptor } = definition
  const isSub = !final || supertype !== null
  const around = [
    ...(isSub ? ['(sub', ...(final ? ['final'] : []), ...(supertype === null ? [] : [names.reference('type', supertype)])] : []),
    ...(shared ? ['(shared'] : []),
    ...(describes === null ? [] : [`(describes ${names.reference('type', describes)})`]),
    ...(descriptor === null ? [] : [`(descriptor ${names.reference('type', descriptor)})`]),
  ]
  const closing = ')'.repeat(1 + Number(isSub) + Number(shared))
  return closed([`(type${names.definition('type', index)}`, ...around, ...compositeTokens(composite, names)], closing)
}

function compositeTokens(composite: CompositeType, names: TextNames): string[] {
  switch (composite.kind) {
    case 'function':
      return closed(['(func', ...signature(composite, names)], ')')
    case 'struct':
      return closed(['(struct', ...composite.fields.map(field => `(field ${fieldText(field, names)})`)], ')')
    case 'array':
      return [`(array ${fieldText(composite.field, names)})`]
    case 'continuation':
      return [`(cont ${names.reference('type', composite.type)})`]
  }
}

function fieldText({ type, mutable }: Field, names: TextNames): string {
  return mutable ? `(mut ${typeText(type, names)})` : typeText(type, names)
}

/** The tokens with something at the end of the last one. */
export function closed(tokens: readonly string[], closing: string): string[] {
  return [...tokens.slice(0, -1), tokens.at(-1)! + closing]
}
