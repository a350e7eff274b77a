import { CulpritError } from '../../model/errors.ts'
import type { ModuleFacts } from '../module.ts'
import type { SourceFrame, SourceLines, SourcePlace } from '../source-lines.ts'
import { noFile, readLineTable, type LineTable } from './line-table.ts'
import { dwarfSections, type DwarfSections } from './sections.ts'
import { nameOfEntry, readUnitFunctions, type CodeScope } from './unit-functions.ts'
import { readUnits, type Unit } from './units.ts'

/** Source lines from the module's own debugging information; null when it has none. What is damaged in it is left out, and told in `unread`. */
export function dwarfLines(facts: ModuleFacts): SourceLines | null {
  const sections = dwarfSections(facts)
  if (!sections) return null
  const unread: SourceLines['unread'][number][] = []
  const damaged = (error: unknown) => {
    if (!(error instanceof CulpritError)) throw error
    if (unread.length < mostUnread) unread.push(error.message)
  }
  const units = [...readUnits(sections, damaged)]
  const directories = new Map<number, string>()
  for (const { lines, directory } of units) if (lines !== null && directory !== null) directories.set(lines, directory)
  return new DwarfLines(sections, units, readLineTable(sections, directories, damaged), unread)
}

const mostUnread = 20

class DwarfLines implements SourceLines {
  readonly kind = 'dwarf'
  readonly unread: readonly string[]
  private readonly sections: DwarfSections
  private readonly table: LineTable
  private readonly units: readonly Unit[]
  /** By the line program of their unit; read when one of them is asked for. */
  private readonly functions = new Map<number, readonly CodeScope[]>()

  constructor(sections: DwarfSections, units: readonly Unit[], table: LineTable, unread: readonly string[]) {
    this.sections = sections
    this.units = units
    this.table = table
    this.unread = unread
  }

  locate(offset: number): SourcePlace | null {
    const row = this.rowAt(offset - this.sections.code.start)
    return row < 0 ? null : this.place(row)
  }

  first(start: number, end: number): SourcePlace | null {
    const { addresses, sequences } = this.table
    const from = start - this.sections.code.start
    const to = end - this.sections.code.start
    for (let s = Math.max(this.sequenceAt(from), 0); s < sequences.length; s++) {
      const sequence = sequences[s]!
      if (sequence.low >= to) break
      // The row in which the function begins, or the first one inside of it; without a line only where nothing has one.
      for (let row = Math.max(this.rowIn(sequence, from), sequence.from); row < sequence.to && addresses[row]! < to; row++) {
        if (sequence.high <= from) break
        const place = this.place(row)
        if (place) return place
      }
    }
    return null
  }

  frames(offset: number): readonly SourceFrame[] {
    const address = offset - this.sections.code.start
    const sequence = this.table.sequences[this.sequenceAt(address)]
    if (!sequence || address >= sequence.high) return []
    const files = this.table.programs.get(sequence.program)
    const frames: SourceFrame[] = []
    // From the outermost; the place in each is where the next was called.
    let scope = this.functionsOf(sequence.program).find(each => covers(each, address))
    while (scope) {
      const inner: CodeScope | undefined = scope.inlined.find(each => covers(each, address))
      const file = inner?.call ? (files?.paths[inner.call.file - files.firstFile] ?? null) : null
      const place: SourcePlace | null = !inner
        ? this.locate(offset)
        : file === null
          ? null
          : { file, line: inner.call!.line, column: inner.call!.column === 0 ? null : inner.call!.column }
      frames.unshift({ name: this.tolerant(() => nameOfEntry(this.sections, this.units, scope!.entry), null), place })
      scope = inner
    }
    return frames
  }

  private functionsOf(program: number): readonly CodeScope[] {
    let functions = this.functions.get(program)
    if (!functions) {
      const units = this.units.filter(({ lines }) => lines === program)
      functions = units.flatMap(unit => this.tolerant(() => readUnitFunctions(this.sections, unit), []))
      this.functions.set(program, functions)
    }
    return functions
  }

  /** Lines are there without functions too. */
  private tolerant<Result>(read: () => Result, otherwise: Result): Result {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof CulpritError)) throw error
      return otherwise
    }
  }

  private place(row: number): SourcePlace | null {
    const { files, lines, columns, paths } = this.table
    const file = files[row] === noFile ? null : paths[files[row]!]
    // Line 0 is code that no line stands for.
    if (file === null || file === undefined || lines[row] === 0) return null
    return { file, line: lines[row]!, column: columns[row] === 0 ? null : columns[row]! }
  }

  /** The row that covers an address; -1 when there is none. */
  private rowAt(address: number): number {
    const index = this.sequenceAt(address)
    const sequence = this.table.sequences[index]
    return sequence && address < sequence.high ? this.rowIn(sequence, address) : -1
  }

  /** The last sequence that begins at or before an address; -1 when there is none. */
  private sequenceAt(address: number): number {
    const { sequences } = this.table
    let low = 0
    let high = sequences.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (sequences[middle]!.low <= address) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  /** The last row of a sequence at or before an address, -1 when all are behind it. */
  private rowIn({ from, to }: { from: number; to: number }, address: number): number {
    const { addresses } = this.table
    let low = from
    let high = to
    while (low < high) {
      const middle = (low + high) >>> 1
      if (addresses[middle]! <= address) low = middle + 1
      else high = middle
    }
    return low - 1 < from ? -1 : low - 1
  }
}

function covers({ ranges }: CodeScope, address: number): boolean {
  return ranges.some(([low, high]) => address >= low && address < high)
}
