import { Cursor } from '../cursor.ts'
import type { Feature } from '../features.ts'
import type { Import } from '../imports.ts'
import type { ModuleFacts } from '../module.ts'
import { OperatorWalker } from '../operator-walker.ts'
import { functionType } from '../symbols.ts'
import { readValueType, type ValueType } from '../types.ts'
import { importText } from './imports.ts'
import { filled, type TextLine } from './lines.ts'
import type { TextNames } from './names.ts'
import { roles } from './roles.ts'
import { OperatorText, type OperatorPlace } from './operator-text.ts'
import { closed, grouped, typeText } from './types.ts'

/** What a function is read with; the same for all functions of a module. */
export interface FunctionReader {
  readonly facts: ModuleFacts
  readonly names: TextNames
  readonly walker: OperatorWalker
  readonly text: OperatorText
}

export function functionReader(facts: ModuleFacts, names: TextNames): FunctionReader {
  return { facts, names, walker: new OperatorWalker(facts.bytes, new Set()), text: new OperatorText(facts, names) }
}

/**
 * One function in the text format, a line at a time: what it is called and its type, its locals, every operator, and a closing
 * parenthesis in the place of the last `end`. An operator whose text is long takes several lines. An imported function is its import.
 *
 * `index` has to be in the module's index space of functions.
 */
export function* functionText(reader: FunctionReader, index: number): Generator<TextLine> {
  const { facts, names, walker, text } = reader
  const { bodies, imported } = facts
  const body = index - imported.function
  if (body < 0) {
    yield { offset: facts.offset, indent: 0, text: importText(importedFunction(facts, index), index, names), operator: null }
    return
  }
  const start = bodies.starts[body]!
  yield* declaration(header(facts, index, names), start, 0)
  yield* declaration(locals(facts, index, names), start, 1)
  walker.enterBody(bodies.operatorStarts[body]!, bodies.ends[body]!)
  const { ids, offsets } = walker
  let depth = 1
  for (let length = walker.fill(); length > 0; length = walker.fill()) {
    for (let i = 0; i < length; i++) {
      const id = ids[i]!
      const place = { id, start: offsets[i]!, end: offsets[i + 1]!, depth, functionIndex: index }
      const role = roles[id]
      if (role === 'closes' && depth === 1) {
        yield { offset: place.start, indent: 0, text: ')', operator: id }
        return
      }
      const words = text.at(place)
      if (role === undefined) {
        // Most are of this kind, and a generator for each would take most of the time.
        if (typeof words === 'string') yield { offset: place.start, indent: depth, text: words, operator: id }
        else yield* lines(words, place, depth)
      } else if (role === 'opens') {
        yield* lines(closed(typeof words === 'string' ? [words] : words, names.labelDefinition(depth)), place, depth)
        depth++
      } else {
        yield* lines(words, place, depth - 1)
        if (role === 'closes') depth--
      }
    }
  }
}

function importedFunction(facts: ModuleFacts, index: number): Import {
  return facts.imports.filter(({ description }) => description.kind === 'function')[index]!
}

function header(facts: ModuleFacts, index: number, names: TextNames): string[] {
  const type = names.reference('type', facts.functionTypes[index]!)
  const { parameters, results } = functionType(facts, index)
  const named = parameters.map((type, place) => ({ name: names.localDefinition(index, place), type }))
  return [
    `(func${names.definition('function', index)}`,
    `(type ${type})`,
    ...declarations('param', named, names),
    ...grouped('result', results, names),
  ]
}

/** Engines accept no more; a few bytes can declare billions. */
const mostLocals = 50_000

function locals(facts: ModuleFacts, index: number, names: TextNames): string[] {
  const body = index - facts.imported.function
  const cursor = new Cursor(facts.bytes, facts.bodies.starts[body], facts.bodies.operatorStarts[body])
  const features = new Set<Feature>()
  const first = functionType(facts, index).parameters.length
  const named: Declared[] = []
  for (let groups = cursor.u32('the number of local declarations'); groups > 0; groups--) {
    const count = cursor.u32('a number of locals')
    const type = readValueType(cursor, features)
    if (named.length + count > mostLocals) {
      const all = facts.bodies.locals[body]!
      return [...declarations('local', named, names), `;; and more: all ${all} locals are more than engines accept`]
    }
    for (let left = count; left > 0; left--) named.push({ name: names.localDefinition(index, first + named.length), type })
  }
  return declarations('local', named, names)
}

interface Declared {
  readonly name: string | null
  readonly type: ValueType
}

/** Those without names stand together: `(local i32 i32) (local $x i64)`. */
function declarations(keyword: string, all: readonly Declared[], names: TextNames): string[] {
  const tokens: string[] = []
  for (let from = 0; from < all.length;) {
    const { name, type } = all[from]!
    if (name !== null) {
      tokens.push(`(${keyword} ${name} ${typeText(type, names)})`)
      from++
      continue
    }
    let to = from
    while (to < all.length && all[to]!.name === null) to++
    const unnamed = all.slice(from, to).map(each => each.type)
    tokens.push(...grouped(keyword, unnamed, names))
    from = to
  }
  return tokens
}

function* declaration(tokens: readonly string[], offset: number, indent: number): Generator<TextLine> {
  if (tokens.length === 0) return
  for (const [place, line] of filled(tokens).entries()) yield { offset, indent: place === 0 ? indent : 2, text: line, operator: null }
}

/** An operator whose text is long takes several lines; the further ones are indented. */
function* lines(words: string | readonly string[], { id, start }: OperatorPlace, indent: number): Generator<TextLine> {
  if (typeof words === 'string') {
    yield { offset: start, indent, text: words, operator: id }
    return
  }
  for (const [place, line] of filled(words).entries()) {
    yield { offset: start, indent: place === 0 ? indent : indent + 2, text: line, operator: id }
  }
}
