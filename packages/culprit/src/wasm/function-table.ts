import type { FunctionEntry, ModuleDocument } from '../model/module.ts'
import { demangle } from './demangle/index.ts'
import type { ModuleFacts } from './module.ts'
import type { SourceLines } from './source-lines.ts'
import { namedFunctions, type NameSources } from './symbols.ts'

/** What the entries for functions are made from, besides the module. */
export interface FunctionSources {
  readonly names: NameSources
  readonly lines: SourceLines | null
}

type Largest = ModuleDocument['largestFunctions'][number]

/** Entries of functions with a body, made one at a time: a module can have a hundred thousand of them. */
export class FunctionTable {
  private readonly facts: ModuleFacts
  private readonly lines: SourceLines | null
  private readonly names: ReturnType<typeof namedFunctions>

  constructor(facts: ModuleFacts, { names, lines }: FunctionSources) {
    this.facts = facts
    this.lines = lines
    this.names = namedFunctions(facts, names)
  }

  all(): FunctionEntry[] {
    return Array.from(this.facts.bodies.starts, (_, body) => ({ ...this.entry(body), locals: this.facts.bodies.locals[body]! }))
  }

  largest(count: number): Largest[] {
    const { starts, ends } = this.facts.bodies
    return [...starts.keys()]
      .toSorted((a, b) => ends[b]! - starts[b]! - (ends[a]! - starts[a]!))
      .slice(0, count)
      .map(body => this.entry(body))
  }

  /** How many functions with or without a body have a name from there. */
  named(origin: 'twin' | 'symbol file'): number {
    let count = 0
    for (const each of this.names.values()) if (each.origin === origin) count++
    return count
  }

  private entry(body: number): Largest {
    const { bodies, imported } = this.facts
    const index = imported.function + body
    const start = bodies.starts[body]!
    const end = bodies.ends[body]!
    const named = this.names.get(index)
    const place = this.lines?.first(start, end) ?? null
    return {
      index,
      name: named?.name ?? null,
      displayName: named ? demangle(named.name) : null,
      nameOrigin: named?.origin ?? null,
      bytes: end - start,
      operators: bodies.operators[body]!,
      source: place ? { file: place.file, line: place.line } : null,
    }
  }
}
