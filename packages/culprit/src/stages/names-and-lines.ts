import * as fs from 'node:fs/promises'
import { basename, dirname, posix, resolve } from 'node:path'
import { CulpritError, unreadableFile, unreadableModule } from '../model/errors.ts'
import { readModule, type ModuleExtras, type ModuleFacts } from '../wasm/index.ts'
import { readSymbolFile } from '../wasm/symbol-file.ts'
import { dwarfLines } from '../wasm/dwarf/index.ts'
import { linesOfTwin, namesFromTwin } from '../wasm/twin.ts'
import type { Binaries, BinaryModule } from './binaries.ts'

type NamesFrom = (facts: ModuleFacts) => Pick<ModuleExtras, 'names' | 'namesFrom' | 'lines'>

/** Opens what `--names-from` names: an unstripped twin, or a file of symbols. Errors name the file. */
export async function openNames(path: string, cwd: string): Promise<NamesFrom> {
  const bytes = await fs.readFile(resolve(cwd, path)).catch((error: unknown) => {
    throw unreadableFile(path, error)
  })
  const named = <Result>(work: () => Result): Result => {
    try {
      return work()
    } catch (error) {
      throw error instanceof CulpritError ? unreadableModule(path, error) : error
    }
  }
  if (bytes.subarray(0, 4).toString('latin1') === '\0asm') {
    const twin = named(() => readModule(bytes))
    return facts => {
      const found = named(() => namesFromTwin(facts, twin))
      const lines = facts.custom.hasDwarf ? null : dwarfLines(twin)
      return {
        names: { twin: found.names },
        namesFrom: { kind: 'twin', path, refused: found.refused },
        ...(lines && { lines: linesOfTwin(facts, twin, found, lines) }),
      }
    }
  }
  const symbolFile = named(() => readSymbolFile(bytes.toString()))
  return () => ({ names: { symbolFile }, namesFrom: { kind: 'symbol file', path, refused: 0 } })
}

/**
 * The lines of a module's source map, where it names one that is embedded or lies in the folder of the module or below. A module without
 * its own debugging information only. A map that cannot be read is told, and so is none that is missing: it is often not shipped.
 */
export async function mappedLines(
  { scope, files }: Binaries,
  module: BinaryModule,
  facts: ModuleFacts,
  cwd: string,
): Promise<Pick<ModuleExtras, 'lines' | 'unread'>> {
  const { sourceMappingUrl, hasDwarf } = facts.custom
  if (sourceMappingUrl === null || hasDwarf) return {}
  const { sourceMapLines, sourceMapPlace } = await import('../wasm/source-map.ts')
  const read = async (path: string): Promise<string | null> => {
    if (scope === 'tree') {
      const wanted = posix.join(posix.dirname(module.path), path)
      const file = files.find(each => each.path === wanted)
      return file && file.bytes <= largestMap ? Buffer.from(await file.read()).toString() : null
    }
    const full = resolve(cwd, dirname(module.path), path)
    const found = await fs.stat(full).catch(() => null)
    return found?.isFile() && found.size <= largestMap ? fs.readFile(full, 'utf8') : null
  }
  try {
    const place = sourceMapPlace(sourceMappingUrl)
    if (place.kind === 'elsewhere' || (place.kind === 'file' && !isBelow(place.path))) return {}
    const text = place.kind === 'embedded' ? place.text : await read(place.path)
    return text === null ? {} : { lines: sourceMapLines(facts, text) }
  } catch (error) {
    if (!(error instanceof CulpritError)) throw error
    const offset = facts.sections.find(({ name }) => name === section)?.offset ?? facts.offset
    return { unread: [{ section, offset, why: error.message }] }
  }
}

const section = 'sourceMappingURL'
const largestMap = 2 ** 28

/** A module is not to choose which files of the machine are read. */
function isBelow(path: string): boolean {
  return basename(path) !== '' && !/^[/\\]|^[a-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\0/i.test(path)
}
