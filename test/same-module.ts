import { Cursor } from '../packages/culprit/src/wasm/cursor.ts'
import type { ModuleFacts } from '../packages/culprit/src/wasm/module.ts'
import { OperatorWalker } from '../packages/culprit/src/wasm/operator-walker.ts'
import { operators } from '../packages/culprit/src/wasm/operators.ts'
import { functionTypeText, readValueType, type FunctionType } from '../packages/culprit/src/wasm/types.ts'

/**
 * What two modules differ in: sections byte for byte (element segments by what they say), function bodies operator by operator with their immediates. LEBs may be padded
 * differently, a block type may be an index or what is there, and an empty `else` is nothing. Custom sections and the count of data segments are not compared.
 */
export function moduleDifferences(a: ModuleFacts, b: ModuleFacts): string[] {
  const sections = (facts: ModuleFacts) => facts.sections.filter(({ id, name }) => id !== 0 && name !== 'data count')
  const names = (facts: ModuleFacts) => sections(facts).map(section => section.name)
  if (names(a).join(' ') !== names(b).join(' ')) return [`sections ${names(a).join(' ')} | ${names(b).join(' ')}`]
  const differences: string[] = []
  for (const [place, section] of sections(a).entries()) {
    const other = sections(b)[place]!
    if (section.name === 'code') continue
    if (section.name === 'element') {
      if (elementWords(a).join('; ') !== elementWords(b).join('; ')) differences.push('section element')
      continue
    }
    const left = Buffer.from(a.bytes.buffer, a.bytes.byteOffset + section.offset, section.bytes)
    if (!left.equals(b.bytes.subarray(other.offset, other.offset + other.bytes))) differences.push(`section ${section.name}`)
  }
  if (a.bodies.count !== b.bodies.count) return [...differences, `bodies ${a.bodies.count} | ${b.bodies.count}`]
  for (let body = 0; body < a.bodies.count && differences.length < 10; body++) {
    const left = operatorTexts(a, body)
    const right = operatorTexts(b, body)
    for (;;) {
      const [one, other] = [left.next().value, right.next().value]
      if (one !== other) {
        differences.push(`body ${body}: ${one} | ${other}`)
        break
      }
      if (one === undefined) break
    }
  }
  return differences
}

/** Segments without what has two encodings: table 0 may be named, and a function be an index or `ref.func` and `end`. */
function elementWords(facts: ModuleFacts): string[] {
  const walker = new OperatorWalker(facts.bytes, new Set())
  const section = facts.sections.find(({ id }) => id === 9)!
  const cursor = new Cursor(facts.bytes, section.offset, section.offset + section.bytes)
  const expression = () => {
    const start = cursor.position
    walker.enterExpression(start, cursor.end)
    while (walker.fill() > 0);
    cursor.position = walker.position
    return facts.bytes.subarray(start, cursor.position).join(' ')
  }
  cursor.u32('the number of segments')
  return facts.elements.map(({ mode, table, items, expressions }) => {
    const words: (string | number | null)[] = [mode, table, items]
    const flags = cursor.u32('flags')
    if ((flags & 3) === 2) cursor.u32('a table')
    if (mode === 'active') words.push(expression())
    if ((flags & 3) === 0) words.push('funcref')
    else if (expressions) words.push(readValueType(cursor, new Set()))
    else words.push(cursor.u8('a kind') === 0 ? 'funcref' : 'other')
    cursor.u32('the number of items')
    for (let left = items; left > 0; left--) words.push(expressions ? expression() : `210 ${cursor.u32('a function')} 11`)
    return words.join(' ')
  })
}

/** Locals, then operators, each in words of its own: nothing here knows the text format. */
function* operatorTexts(facts: ModuleFacts, body: number): Generator<string, undefined> {
  const { bodies, bytes } = facts
  const cursor = new Cursor(bytes, bodies.starts[body], bodies.operatorStarts[body])
  const locals: string[] = []
  for (let groups = cursor.u32('groups'); groups > 0; groups--) {
    const count = cursor.u32('locals')
    const type = readValueType(cursor, new Set())
    for (let left = count; left > 0; left--) locals.push(type)
  }
  yield locals.join(' ')
  const walker = new OperatorWalker(bytes, new Set())
  walker.enterBody(bodies.operatorStarts[body]!, bodies.ends[body]!)
  for (let length = walker.fill(); length > 0; length = walker.fill()) {
    for (let i = 0; i < length; i++) {
      const emptyElse = walker.ids[i] === elseOpcode && bytes[walker.offsets[i + 1]!] === endOpcode
      if (!emptyElse) yield operatorWords(facts, walker.ids[i]!, walker.offsets[i]!, walker.offsets[i + 1]!)
    }
  }
}

const elseOpcode = 0x05
const endOpcode = 0x0b

function operatorWords(facts: ModuleFacts, id: number, start: number, end: number): string {
  const { mnemonic, immediates } = operators[id]!
  const cursor = new Cursor(facts.bytes, start + 1, end)
  if (id > 0xff) cursor.u32('a sub-opcode')
  const words = [mnemonic]
  if (immediates.startsWith('block')) {
    const form = cursor.peek('a block type')
    if (form < 0x80 && form >= 0x40) {
      words.push(form === 0x40 ? '() -> ()' : `() -> (${readValueType(cursor, new Set())})`)
      if (form === 0x40) cursor.position++
    } else words.push(functionTypeText(facts.types[cursor.s33('a block type')]!.composite as FunctionType))
  }
  if (['f32', 'f64', 'v128', 'lane*16'].includes(immediates)) words.push(facts.bytes.subarray(cursor.position, end).join(' '))
  else {
    const isSigned = immediates === 'i32' || immediates === 'i64'
    while (cursor.position < end) words.push(String(isSigned ? cursor.s64('a number') : cursor.u64('a number')))
  }
  return words.join(' ')
}
