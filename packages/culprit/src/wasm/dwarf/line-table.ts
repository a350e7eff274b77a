import { readForm, skipForm, textOf, type UnitFormat } from './forms.ts'
import { cursorOver, type DwarfSections } from './sections.ts'
import { DwarfCursor } from './dwarf-cursor.ts'

/**
 * The rows of all line programs in four columns, each program's runs of ascending addresses one after the other. Addresses count from the
 * start of the code section's content.
 */
export interface LineTable {
  readonly addresses: Uint32Array
  /** Index in `paths`. */
  readonly files: Uint32Array
  readonly lines: Uint32Array
  readonly columns: Uint16Array
  /** In order of their first address; they do not overlap where the toolchain is sound. */
  readonly sequences: readonly Sequence[]
  readonly paths: readonly (string | null)[]
  /** The files of each program, by its offset in `.debug_line`; the first has the number `firstFile`. */
  readonly programs: ReadonlyMap<number, Pick<Header, 'paths' | 'firstFile'>>
}

export interface Sequence {
  readonly low: number
  /** The first address behind it. */
  readonly high: number
  /** Of its rows, and behind the last. */
  readonly from: number
  readonly to: number
  /** Offset of its program in `.debug_line`. */
  readonly program: number
}

/**
 * Runs all line programs (versions 2 to 5; DWARF 5, 6.2). `directories` are those in which units were compiled, by the offset of their
 * program. Sequences of functions that the linker removed, which then begin at 0 or beyond the code, are left out.
 */
export function readLineTable(
  sections: DwarfSections,
  directories: ReadonlyMap<number, string>,
  damaged: (error: unknown) => void,
): LineTable {
  const rows = new Rows()
  const sequences: Sequence[] = []
  const paths: (string | null)[] = []
  const programs = new Map<number, Header>()
  const codeBytes = sections.code.end - sections.code.start
  for (const { cursor, offset, wide } of programsOf(sections, damaged)) {
    try {
      const header = readHeader(sections, cursor, wide, directories.get(offset) ?? null)
      const firstPath = paths.length
      for (const path of header.paths) paths.push(path)
      programs.set(offset, header)
      runProgram(cursor, header, firstPath, rows, codeBytes, sequence => sequences.push({ ...sequence, program: offset }))
    } catch (error) {
      damaged(error)
    }
  }
  return { ...rows.taken(), sequences: sequences.toSorted((a, b) => a.low - b.low), paths, programs }
}

/** Each program of `.debug_line`, with its offset in there. */
function* programsOf(
  sections: DwarfSections,
  damaged: (error: unknown) => void,
): Generator<{ readonly cursor: DwarfCursor; readonly offset: number; readonly wide: boolean }> {
  const section = cursorOver(sections, 'line')
  if (!section) return
  const start = section.position
  while (section.left > 0) {
    const offset = section.position - start
    try {
      const { end, wide } = section.unit()
      yield { cursor: new DwarfCursor(section.bytes, section.position, end), offset, wide }
      section.position = end
    } catch (error) {
      damaged(error)
      // Where the next one would begin is not known.
      return
    }
  }
}

interface Header {
  readonly version: number
  readonly instructionBytes: number
  readonly lineBase: number
  readonly lineRange: number
  /** The first opcode that is a special one. */
  readonly opcodeBase: number
  /** How many operands each standard opcode has. */
  readonly operands: readonly number[]
  /** Number of the first file: 1, and 0 since version 5. */
  readonly firstFile: number
  readonly paths: readonly (string | null)[]
}

function readHeader(sections: DwarfSections, cursor: DwarfCursor, wide: boolean, directory: string | null): Header {
  const version = cursor.u16()
  if (version < 2 || version > 5) throw cursor.damaged(`line programs of version ${version} are not known`)
  const addressSize = version >= 5 ? cursor.u8() : 4
  if (version >= 5) cursor.u8() // the size of a segment selector, which WebAssembly has none of
  const headerBytes = cursor.offset(wide)
  if (headerBytes > cursor.left) throw cursor.damaged('the header of a line program is longer than the program')
  const program = cursor.position + headerBytes
  const instructionBytes = cursor.u8()
  if (version >= 4) cursor.u8() // operations per instruction, of VLIW machines
  cursor.u8() // whether rows are statements at first
  const lineBase = (cursor.u8() << 24) >> 24
  const lineRange = cursor.u8()
  const opcodeBase = cursor.u8()
  const operands = Array.from({ length: Math.max(opcodeBase - 1, 0) }, () => cursor.u8())
  const format: UnitFormat = { version, wide, addressSize, start: 0, stringOffsets: null, addresses: null }
  const paths = version >= 5 ? modernPaths(sections, cursor, format, directory) : olderPaths(cursor, directory)
  if (program < cursor.position) throw cursor.damaged('the header of a line program is shorter than what it holds')
  cursor.position = program
  return { version, instructionBytes, lineBase, lineRange, opcodeBase, operands, firstFile: version >= 5 ? 0 : 1, paths }
}

function olderPaths(cursor: DwarfCursor, directory: string | null): (string | null)[] {
  const directories: (string | null)[] = [directory]
  for (let name = cursor.text(); name !== ''; name = cursor.text()) directories.push(joined(directory, name))
  const paths: (string | null)[] = []
  for (let name = cursor.text(); name !== ''; name = cursor.text()) {
    paths.push(joined(directories[cursor.uleb()] ?? null, name))
    cursor.uleb() // when it was changed
    cursor.uleb() // its size
  }
  return paths
}

// DWARF 5, 6.2.4.1
const contentPath = 1
const contentDirectory = 2

function modernPaths(sections: DwarfSections, cursor: DwarfCursor, format: UnitFormat, directory: string | null): (string | null)[] {
  const directories: (string | null)[] = []
  for (const { name } of entries(sections, cursor, format))
    directories.push(name === null ? null : joined(directories[0] ?? directory, name))
  return [...entries(sections, cursor, format)].map(({ name, directory: index }) =>
    name === null ? null : joined(directories[index] ?? null, name),
  )
}

/** A table of names, whose columns it declares itself. */
function* entries(
  sections: DwarfSections,
  cursor: DwarfCursor,
  format: UnitFormat,
): Generator<{ readonly name: string | null; readonly directory: number }> {
  const columns = Array.from({ length: cursor.u8() }, () => ({ content: cursor.uleb(), form: cursor.uleb() }))
  const count = cursor.uleb()
  // Each has a byte at least, so that no number of them takes long.
  if (count > cursor.left) throw cursor.damaged(`${count} names of files do not fit into ${cursor.left} bytes`)
  if (columns.length === 0 && count > 0) throw cursor.damaged('names of files that have no content')
  for (let i = 0; i < count; i++) {
    const before = cursor.position
    let name: string | null = null
    let directory = 0
    for (const { content, form } of columns) {
      if (content === contentPath) name = textOf(sections, format, readForm(cursor, form, format))
      else if (content === contentDirectory) directory = readForm(cursor, form, format).value
      else skipForm(cursor, form, format)
    }
    if (cursor.position === before) throw cursor.damaged('names of files that take no bytes')
    yield { name, directory }
  }
}

/** As the compiler meant it: a name that is relative counts from its directory. */
function joined(directory: string | null, name: string): string {
  if (directory === null || directory === '' || /^(?:[/\\]|[A-Za-z]:[/\\])/.test(name)) return name
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`
}

function runProgram(
  cursor: DwarfCursor,
  header: Header,
  firstPath: number,
  rows: Rows,
  codeBytes: number,
  add: (sequence: Omit<Sequence, 'program'>) => void,
): void {
  const { instructionBytes, lineBase, lineRange, opcodeBase, operands, firstFile, paths } = header
  const constantAdvance = lineRange === 0 ? 0 : Math.floor((255 - opcodeBase) / lineRange) * instructionBytes
  let address = 0
  let file = 1
  let line = 1
  let column = 0
  let from = rows.length
  let last = 0
  let descends = false
  const row = () => {
    if (address < last) descends = true
    last = address
    const index = file - firstFile
    rows.push(address, index >= 0 && index < paths.length ? firstPath + index : noFile, line, column)
  }
  while (cursor.left > 0) {
    const opcode = cursor.u8()
    if (opcode >= opcodeBase) {
      if (lineRange === 0) throw cursor.damaged('a line program whose special opcodes cover no lines')
      const adjusted = opcode - opcodeBase
      address += Math.floor(adjusted / lineRange) * instructionBytes
      line += lineBase + (adjusted % lineRange)
      row()
      continue
    }
    switch (opcode) {
      case 0: {
        const length = cursor.uleb()
        if (length === 0) break
        if (length > cursor.left) throw cursor.damaged('an opcode of a line program that is longer than the program')
        const next = cursor.position + length
        switch (cursor.u8()) {
          case 1: {
            // End of the sequence: `address` is behind its last byte.
            const first = from < rows.length ? rows.addressAt(from) : 0
            // Descending rows are no sequence, and cannot be searched.
            if (first > 0 && address <= codeBytes && first < address && !descends) add({ low: first, high: address, from, to: rows.length })
            else rows.truncate(from)
            address = 0
            file = 1
            line = 1
            column = 0
            from = rows.length
            last = 0
            descends = false
            break
          }
          case 2:
            address = cursor.sized(length - 1)
            break
        }
        cursor.position = next
        break
      }
      case 1:
        row()
        break
      case 2:
        address += cursor.uleb() * instructionBytes
        break
      case 3:
        line += cursor.sleb()
        break
      case 4:
        file = cursor.uleb()
        break
      case 5:
        column = cursor.uleb()
        break
      case 8:
        address += constantAdvance
        break
      case 9:
        address += cursor.u16()
        break
      default:
        // 6, 7, 10, 11: flags that say nothing about places. 12 and unknown ones say how many operands they have.
        for (let i = operands[opcode - 1] ?? 0; i > 0; i--) cursor.uleb()
    }
  }
  rows.truncate(from)
}

export const noFile = 0xffff_ffff

/** Columns that grow. A byte of a program makes one row at most, so the file's size bounds them. */
class Rows {
  length = 0
  private addresses = new Uint32Array(1024)
  private files = new Uint32Array(1024)
  private lines = new Uint32Array(1024)
  private columns = new Uint16Array(1024)

  push(address: number, file: number, line: number, column: number): void {
    if (this.length === this.addresses.length) this.grow()
    this.addresses[this.length] = Math.min(address, 0xffff_ffff)
    this.files[this.length] = file
    this.lines[this.length] = line
    this.columns[this.length++] = Math.min(column, 0xffff)
  }

  addressAt(index: number): number {
    return this.addresses[index]!
  }

  truncate(length: number): void {
    this.length = length
  }

  taken(): Pick<LineTable, 'addresses' | 'files' | 'lines' | 'columns'> {
    const { length } = this
    return {
      addresses: this.addresses.slice(0, length),
      files: this.files.slice(0, length),
      lines: this.lines.slice(0, length),
      columns: this.columns.slice(0, length),
    }
  }

  private grow(): void {
    const capacity = this.length * 2
    const grown = <Column extends Uint32Array | Uint16Array>(into: Column, from: Column): Column => {
      into.set(from)
      return into
    }
    this.addresses = grown(new Uint32Array(capacity), this.addresses)
    this.files = grown(new Uint32Array(capacity), this.files)
    this.lines = grown(new Uint32Array(capacity), this.lines)
    this.columns = grown(new Uint16Array(capacity), this.columns)
  }
}
