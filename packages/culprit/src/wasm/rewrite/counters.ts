import type { ModuleFacts } from '../module.ts'
import type { Additions } from './additions.ts'
import { ByteWriter, template } from './byte-writer.ts'

/** Where a module keeps its counters. */
export interface Counters {
  /** Adds 1 to a counter; the operand stack stays as it is. */
  increment(out: ByteWriter, counter: number): void
  /** Adds room for so many counters, and returns the index of a function that reads one. */
  finish(additions: Additions, count: number): number
}

const pageBytes = 0x10000
const i64LoadOpcode = 0x29
const i64StoreOpcode = 0x37
const getGlobal = 0x23
const setGlobal = 0x24
const i32 = 0x7f
const i64 = 0x7e

/** In an own memory, which no instruction of the original module reaches. */
export function memoryCounters(facts: ModuleFacts): Counters {
  const memory = facts.memories.length
  const flags = memory === 0 ? [3] : [0x43, memory] // there are at most 100 memories
  const load = template(Uint8Array.of(0x41, 0, 0x41, 0, i64LoadOpcode, ...flags))
  const store = template(Uint8Array.of(...plusOne, i64StoreOpcode, ...flags))
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
      return additions.function(readerType(additions), memoryReader(memory), 'culprit.read')
    },
  }
}

/** Reads the i64 number whose index is the argument. */
export function memoryReader(memory: number): Uint8Array {
  const body = new ByteWriter()
  body.raw([0, 0x20, 0, 0x41, 3, 0x74])
  memoryAccess(body, i64LoadOpcode, memory, 0)
  body.u8(0x0b)
  return body.written
}

export function readerType(additions: Additions): number {
  return additions.type([i32], [i64], 1, 'culprit.read')
}

/** The immediates name the memory only when it is not the first, so that an engine with one memory is enough for a module without. */
export function memoryAccess(out: ByteWriter, opcode: number, memory: number, offset: number): void {
  const alignment = opcode === i64LoadOpcode || opcode === i64StoreOpcode ? 3 : 2
  out.u8(opcode)
  if (memory === 0) out.u8(alignment)
  else {
    out.u8(alignment | 0x40)
    out.u32(memory)
  }
  out.u32(offset)
}

const plusOne = [0x42, 1, 0x7c]

/** How many counters one function reads, by halving: bodies stay small, and so does the depth of nesting. */
const countersOfReader = 1024

/** Each in a global of its own: for engines with one memory, and somewhat faster than a memory in the others. */
export function globalCounters(facts: ModuleFacts): Counters {
  const base = facts.globals.length
  const get = template(Uint8Array.of(getGlobal))
  const plusOneAndSet = template(Uint8Array.of(...plusOne, setGlobal))
  return {
    increment(out, counter) {
      out.template(get)
      out.u32(base + counter)
      out.template(plusOneAndSet)
      out.u32(base + counter)
    },
    finish(additions, count) {
      for (let counter = 0; counter < count; counter++) additions.global('i64', 0, `culprit.${counter}`)
      const type = readerType(additions)
      const readers: number[] = []
      for (let start = 0; start < count; start += countersOfReader) {
        const end = Math.min(start + countersOfReader, count)
        const body = halving(start, end, 1, (out, counter) => out.operator(getGlobal, base + counter))
        readers.push(additions.function(type, body, `culprit.read.${start}`))
      }
      const body = halving(0, readers.length, countersOfReader, (out, place) => {
        out.raw([0x20, 0])
        out.operator(0x10, readers[place]!)
      })
      return additions.function(type, body, 'culprit.read')
    },
  }
}

/** The body of a function that halves the places from `start` to `end`, of which each stands for `scale` indices. */
function halving(start: number, end: number, scale: number, leaf: (out: ByteWriter, place: number) => void): Uint8Array {
  const out = new ByteWriter()
  const halve = (start: number, end: number) => {
    if (end - start === 1) {
      leaf(out, start)
      return
    }
    const middle = (start + end) >>> 1
    out.raw([0x20, 0, 0x41])
    out.s32(middle * scale)
    out.raw([0x49, 0x04, i64]) // i32.lt_u, if
    halve(start, middle)
    out.u8(0x05)
    halve(middle, end)
    out.u8(0x0b)
  }
  out.u8(0)
  halve(start, end)
  out.u8(0x0b)
  return out.written
}
