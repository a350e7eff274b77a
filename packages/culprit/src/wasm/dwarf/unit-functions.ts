import { demangle } from '../demangle/index.ts'
import { addressOf, isConstant, isListIndex, readForm, referenceOf, skipForm, textOf, type FormValue } from './forms.ts'
import { cursorOver, type DwarfSections } from './sections.ts'
import { attribute, readEntry, type Unit } from './units.ts'

/** Code that stands for one function of the source, or for a call that was put in its place. */
export interface CodeScope {
  /** Pairs of first address and the one behind the last. */
  readonly ranges: readonly (readonly [low: number, high: number])[]
  /** The entry that has the name, absolute. */
  readonly entry: number
  /** Where it was called from; null of what was not inlined. */
  readonly call: { readonly file: number; readonly line: number; readonly column: number } | null
  readonly inlined: CodeScope[]
}

// DWARF 5, 7.5.3
const inlinedSubroutine = 0x1d
const subprogram = 0x2e

/** Attributes that are read of such entries; all others are only skipped. */
const wanted: ReadonlySet<number> = new Set([
  attribute.lowPc,
  attribute.highPc,
  attribute.ranges,
  attribute.abstractOrigin,
  attribute.specification,
  attribute.callFile,
  attribute.callLine,
  attribute.callColumn,
])

const deepest = 2000

/**
 * The functions of a unit that have code, in order of their first address, with what was inlined into them. Functions that the linker removed, which
 * are at 0 or beyond the code, are left out.
 */
export function readUnitFunctions(sections: DwarfSections, unit: Unit): CodeScope[] {
  const cursor = cursorOver(sections, 'info')
  if (!cursor) return []
  cursor.position = unit.entries
  cursor.end = unit.end
  const functions: CodeScope[] = []
  // The scope around the entries of each open list.
  const open: (CodeScope | null)[] = []
  do {
    const entry = cursor.position
    const code = cursor.uleb()
    if (code === 0) {
      open.pop()
      continue
    }
    const abbreviation = unit.abbreviations.get(code)
    if (!abbreviation) throw cursor.damaged(`an entry of the kind ${code}, which is not declared`)
    const { tag, names, forms, implicit } = abbreviation
    const around = open.at(-1) ?? null
    let scope = around
    if (tag === subprogram || tag === inlinedSubroutine) {
      const values = new Map<number, FormValue>()
      for (let i = 0; i < names.length; i++) {
        if (wanted.has(names[i]!)) values.set(names[i]!, readForm(cursor, forms[i]!, unit, implicit[i]))
        else skipForm(cursor, forms[i]!, unit)
      }
      const ranges = rangesOf(sections, unit, values)
      if (tag === subprogram) {
        scope = ranges.length > 0 ? { ranges, entry, call: null, inlined: [] } : null
        if (scope) functions.push(scope)
      } else if (around && ranges.length > 0) {
        const value = (name: number) => values.get(name)?.value ?? 0
        const call = { file: value(attribute.callFile), line: value(attribute.callLine), column: value(attribute.callColumn) }
        scope = { ranges, entry, call, inlined: [] }
        around.inlined.push(scope)
      }
    } else for (let i = 0; i < names.length; i++) skipForm(cursor, forms[i]!, unit)
    if (abbreviation.children) {
      if (open.length >= deepest) throw cursor.damaged(`entries are nested deeper than ${deepest}`)
      open.push(scope)
    }
  } while (open.length > 0 && cursor.left > 0)
  return functions
}

function rangesOf(sections: DwarfSections, unit: Unit, values: ReadonlyMap<number, FormValue>): CodeScope['ranges'] {
  const codeBytes = sections.code.end - sections.code.start
  const sound = (low: number, high: number) => low > 0 && high > low && high <= codeBytes
  const lowValue = values.get(attribute.lowPc)
  const highValue = values.get(attribute.highPc)
  if (lowValue && highValue) {
    const low = addressOf(sections, unit, lowValue)
    if (low === null) return []
    const high = isConstant(highValue) ? low + highValue.value : (addressOf(sections, unit, highValue) ?? 0)
    return sound(low, high) ? [[low, high]] : []
  }
  const list = values.get(attribute.ranges)
  if (!list) return []
  const found = unit.version >= 5 ? modernRanges(sections, unit, list) : olderRanges(sections, unit, list)
  return found.filter(([low, high]) => sound(low, high))
}

function baseOf(sections: DwarfSections, unit: Unit): number {
  const low = unit.root.get(attribute.lowPc)
  return low ? (addressOf(sections, unit, low) ?? 0) : 0
}

/** `.debug_ranges`, DWARF 4, 2.17.3. */
function olderRanges(sections: DwarfSections, unit: Unit, list: FormValue): [number, number][] {
  const cursor = cursorOver(sections, 'ranges', list.value)
  const ranges: [number, number][] = []
  if (!cursor) return ranges
  const selector = unit.addressSize === 8 ? 2 ** 64 : 2 ** 32 - 1
  let base = baseOf(sections, unit)
  for (;;) {
    const low = cursor.sized(unit.addressSize)
    const high = cursor.sized(unit.addressSize)
    if (low === 0 && high === 0) return ranges
    if (low === selector) base = high
    else ranges.push([base + low, base + high])
  }
}

// DWARF 5, 7.25
const rangeKind = {
  end: 0,
  baseAddressx: 1,
  startxEndx: 2,
  startxLength: 3,
  offsetPair: 4,
  baseAddress: 5,
  startEnd: 6,
  startLength: 7,
} as const

/** `.debug_rnglists`, DWARF 5, 2.17.3. */
function modernRanges(sections: DwarfSections, unit: Unit, list: FormValue): [number, number][] {
  const ranges: [number, number][] = []
  let { value: offset } = list
  if (isListIndex(list)) {
    const table = unit.root.get(attribute.rnglistsBase)?.value ?? 0
    const entry = cursorOver(sections, 'rnglists', table + offset * (unit.wide ? 8 : 4))
    if (!entry) return ranges
    offset = table + entry.offset(unit.wide)
  }
  const cursor = cursorOver(sections, 'rnglists', offset)
  if (!cursor) return ranges
  const indexed = () => {
    const index = cursor.uleb()
    const entry = unit.addresses === null ? null : cursorOver(sections, 'addr', unit.addresses + index * unit.addressSize)
    return entry && entry.left >= unit.addressSize ? entry.sized(unit.addressSize) : 0
  }
  let base = baseOf(sections, unit)
  for (;;) {
    const kind = cursor.u8()
    switch (kind) {
      case rangeKind.end:
        return ranges
      case rangeKind.baseAddressx:
        base = indexed()
        break
      case rangeKind.baseAddress:
        base = cursor.sized(unit.addressSize)
        break
      case rangeKind.startxEndx:
        ranges.push([indexed(), indexed()])
        break
      case rangeKind.startxLength: {
        const low = indexed()
        ranges.push([low, low + cursor.uleb()])
        break
      }
      case rangeKind.offsetPair:
        ranges.push([base + cursor.uleb(), base + cursor.uleb()])
        break
      case rangeKind.startEnd:
        ranges.push([cursor.sized(unit.addressSize), cursor.sized(unit.addressSize)])
        break
      case rangeKind.startLength: {
        const low = cursor.sized(unit.addressSize)
        ranges.push([low, low + cursor.uleb()])
        break
      }
      default:
        throw cursor.damaged(`a range of the kind ${kind} is not known`)
    }
  }
}

/** What the source calls the function of an entry: its own name, or that of the entry it refers to. */
export function nameOfEntry(sections: DwarfSections, units: readonly Unit[], entry: number): string | null {
  let at: number | null = entry
  // An origin and a declaration are two steps; more are never needed.
  for (let step = 0; step < 8 && at !== null; step++) {
    const here: number = at
    const unit = units.find(({ start, end }) => here >= start && here < end)
    const cursor = unit && cursorOver(sections, 'info')
    if (!unit || !cursor) return null
    cursor.position = here
    cursor.end = unit.end
    const values = readEntry(cursor, unit.abbreviations, unit)
    const linkage = values.get(attribute.linkageName) ?? values.get(attribute.mipsLinkageName)
    const mangled = linkage ? textOf(sections, unit, linkage) : null
    if (mangled !== null) return demangle(mangled)
    const plain = values.get(attribute.name)
    const name = plain ? textOf(sections, unit, plain) : null
    const reference = values.get(attribute.abstractOrigin) ?? values.get(attribute.specification)
    if (name !== null && !reference) return name
    at = reference ? referenceOf(sections, unit, reference) : null
  }
  return null
}
