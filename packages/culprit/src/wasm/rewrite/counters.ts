import type { ModuleFacts } from '../module.ts'
import type { Additions } from './additions.ts'
import { template, type ByteWriter } from '../assembler/byte-writer.ts'
import { FunctionAssembler } from '../assembler/function-assembler.ts'
import { call, get, getGlobal, i32, i64, memoryAt, type Code } from '../assembler/instructions.ts'
import { opcodes } from '../assembler/opcodes.ts'

/** Where a module keeps its counters. */
export interface Counters {
  /** Adds 1 to a counter; the operand stack stays as it is. */
  increment(out: ByteWriter, counter: number): void
  /** Adds room for so many counters, and returns the index of a function that reads one. */
  finish(additions: Additions, count: number): number
}

const pageBytes = 0x10000

/** In an own memory, which no instruction of the original module reaches. */
export function memoryCounters(facts: ModuleFacts): Counters {
  const memory = memoryAt(facts.memories.length)
  const zero = i32.constant(0)
  // All but the offset, which comes last and is zero here.
  const load = template(Uint8Array.from([...zero, ...memory.loadI64(zero, 0).slice(0, -1)]))
  const store = template(Uint8Array.from(memory.storeI64([], 0, plusOne).slice(0, -1)))
  return {
    increment(out, counter) {
      out.template(load)
      out.u32(counter * 8)
      out.template(store)
      out.u32(counter * 8)
    },
    finish(additions, count) {
      const pages = Math.ceil((count * 8) / pageBytes)
      additions.memory(pages, pages, 'culprit.counters')
      const f = new FunctionAssembler(1)
      const number = memory.loadI64(i32.shiftLeft(get(f.parameter(0)), i32.constant(3)), 0)
      return additions.function(readerType(additions), f.body(number), 'culprit.read')
    },
  }
}

export function readerType(additions: Additions): number {
  return additions.type(['i32'], ['i64'], 'culprit.read')
}

const plusOne = i64.add([], i64.constant(1n))

/** How many counters one function reads, by halving: bodies stay small, and so does the depth of nesting. */
const countersOfReader = 1024

/** Each in a global of its own: for engines with one memory, and somewhat faster than a memory in the others. */
export function globalCounters(facts: ModuleFacts): Counters {
  const base = facts.globals.length
  const plusOneAndSet = template(Uint8Array.of(...plusOne, opcodes.globalSet))
  return {
    increment(out, counter) {
      out.operator(opcodes.globalGet, base + counter)
      out.template(plusOneAndSet)
      out.u32(base + counter)
    },
    finish(additions, count) {
      for (let counter = 0; counter < count; counter++) additions.global('i64', 0, `culprit.${counter}`)
      const type = readerType(additions)
      const readers: number[] = []
      for (let start = 0; start < count; start += countersOfReader) {
        const end = Math.min(start + countersOfReader, count)
        const body = choice(start, end, 1, counter => getGlobal(base + counter))
        readers.push(additions.function(type, body, `culprit.read.${start}`))
      }
      const body = choice(0, readers.length, countersOfReader, place => call(readers[place]!, get({ index: 0 })))
      return additions.function(type, body, 'culprit.read')
    },
  }
}

/** The body of a function that halves the places from `start` to `end`, of which each stands for `scale` indices, until it has that of its parameter. */
function choice(start: number, end: number, scale: number, leaf: (place: number) => Code): Uint8Array {
  const f = new FunctionAssembler(1)
  const halve = (start: number, end: number) => {
    if (end - start === 1) return f.return(leaf(start))
    const middle = (start + end) >>> 1
    f.when(i32.below(get(f.parameter(0)), i32.constant(middle * scale)), () => halve(start, middle))
    halve(middle, end)
  }
  halve(start, end)
  return f.body()
}
