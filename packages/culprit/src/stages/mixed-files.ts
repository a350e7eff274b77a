import * as fs from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Side } from '../measure/launch.ts'
import { CulpritError } from '../model/errors.ts'
import type { ModuleDocument } from '../model/module.ts'
import type { Sha256 } from '../model/units.ts'
import { copyTree, digestBytes, guardDisk } from '../platform/files.ts'
import { misfit } from '../swap/misfit.ts'
import { moduleDocument, readModule } from '../wasm/index.ts'
import { inlinedModules } from '../wasm/inlined.ts'
import type { Identified, SeenModule } from './identify.ts'
import { pairModules } from './module-pairs.ts'
import type { Prepared } from './resolve.ts'

/** What is needed of a prepared run: its folder, and where the variants stand and what is in them. */
export interface LaidOut extends Pick<Prepared, 'sides' | 'variants'> {
  readonly folder: Pick<Prepared['folder'], 'path'>
}

type FileSide = 'baseline' | 'candidate'

export type MixedFiles =
  /** `side` is where they stand; a launch of it has to compile the modules `by`, and none of `replaced`. */
  | {
      readonly kind: 'built'
      readonly side: Pick<Side, 'root' | 'dir' | 'file'>
      readonly replaced: readonly Sha256[]
      readonly by: readonly Sha256[]
    }
  | { readonly kind: 'refused'; readonly why: string }

/** A module of a side and the one that takes its place. */
interface Exchange {
  readonly own: SeenModule
  readonly other: SeenModule
}

/**
 * The files of one side with the modules of the other: a byte copy in which the modules that were seen in the watched launches are replaced,
 * as files or as base64 inside of loaded scripts, and nothing else. Refused, with why, when a module has no counterpart, does not fit, or
 * is not found in the files. `name` is the folder beside the variants; it is as long as theirs, because paths can cost time.
 */
export async function mixFiles(
  prepared: LaidOut,
  identified: Pick<Identified, 'modules' | 'scripts'>,
  of: FileSide,
  name: string,
): Promise<MixedFiles> {
  const from = of === 'baseline' ? 'candidate' : 'baseline'
  const side = prepared.sides[of]
  const places = await placesOf(prepared, identified, of)
  const others = await placesOf(prepared, identified, from)
  const exchanges: Exchange[] = []
  for (const [own, other] of pairModules(identified.modules[of], identified.modules[from])) {
    if (own !== null && other !== null) {
      if (own.sha256 === other.sha256) continue
      const why = refusal({ own, other }, places.get(own.sha256)!, { of, from })
      if (why !== null) return { kind: 'refused', why }
      exchanges.push({ own, other })
    } else {
      // A module that stands in no file is made by scripts, such as those that ask what the engine can do; it belongs to them.
      const [lone, whose, where] = own === null ? [other!, from, others] : [own, of, places]
      if (isSomewhere(where.get(lone.sha256)!)) {
        return { kind: 'refused', why: `the ${whose} has a module of ${lone.bytes.length} bytes that has no counterpart on the other side` }
      }
    }
  }
  const root = join(prepared.folder.path, 'variants', name)
  await fs.rm(root, { recursive: true, force: true })
  await copyTree(side.root, root)
  for (const { own, other } of exchanges) await replace(root, places.get(own.sha256)!, other)
  return {
    kind: 'built',
    side: {
      root,
      dir: join(root, relative(side.root, side.dir)),
      file: side.file === null ? null : join(root, relative(side.root, side.file)),
    },
    replaced: exchanges.map(({ own }) => own.sha256),
    by: exchanges.map(({ other }) => other.sha256),
  }
}

/** Where a module stands in the files of its side; paths are those of regular files of its tree. */
interface Places {
  readonly files: readonly string[]
  readonly scripts: readonly string[]
  readonly sha256: Sha256
}

/** A script larger than this is not searched for modules. */
const largestSearched = 256e6

/** Of each module that a side was seen to compile, by its hash. */
async function placesOf(
  { variants, sides }: LaidOut,
  { modules, scripts }: Pick<Identified, 'modules' | 'scripts'>,
  of: FileSide,
): Promise<Map<Sha256, Places>> {
  const tree = new Map(variants[of].files.map(file => [file.path, file]))
  const holding = new Map<Sha256, string[]>()
  for (const { path, ...script } of scripts) {
    // Only what is a file of the tree, so that no path leads elsewhere.
    if (script[of] === null || (tree.get(path)?.bytes ?? Infinity) > largestSearched) continue
    const text = await fs.readFile(join(sides[of].root, path), 'latin1')
    for (const sha256 of new Set(inlinedModules(text).map(({ bytes }) => digestBytes(bytes)))) {
      holding.set(sha256, [...(holding.get(sha256) ?? []), path])
    }
  }
  return new Map(
    modules[of].map(({ sha256 }) => {
      const files = variants[of].files.filter(file => file.sha256 === sha256).map(({ path }) => path)
      return [sha256, { files, scripts: holding.get(sha256) ?? [], sha256 }]
    }),
  )
}

function isSomewhere({ files, scripts }: Places): boolean {
  return files.length + scripts.length > 0
}

function refusal({ own, other }: Exchange, places: Places, { of, from }: Record<'of' | 'from', FileSide>): string | null {
  if (!isSomewhere(places)) {
    return `a module of ${own.bytes.length} bytes that the ${of} compiles stands in none of its files, nor as base64 in its loaded scripts`
  }
  const [replaced, module] = [documentOf(own), documentOf(other)]
  if (replaced === null || module === null)
    return `what a module of the ${replaced === null ? of : from} imports and exports cannot be read`
  const why = misfit(module, replaced)
  return why === null ? null : `the ${from}'s module does not fit into the JavaScript of the ${of}: ${why}`
}

function documentOf({ bytes, sha256 }: SeenModule): ModuleDocument | null {
  try {
    return moduleDocument(readModule(bytes), sha256)
  } catch (error) {
    if (error instanceof CulpritError) return null
    throw error
  }
}

async function replace(root: string, { files, scripts, sha256 }: Places, other: SeenModule): Promise<void> {
  await guardDisk(root, async () => {
    for (const path of files) await fs.writeFile(join(root, path), other.bytes)
    for (const path of scripts) {
      // As single bytes: base64 is ASCII, and whatever else is in the script stays as it is.
      const text = await fs.readFile(join(root, path), 'latin1')
      await fs.writeFile(join(root, path), withModule(text, sha256, other.bytes), 'latin1')
    }
  })
}

function withModule(script: string, replaced: Sha256, bytes: Uint8Array): string {
  const padded = Buffer.from(bytes).toString('base64')
  let text = ''
  let end = 0
  for (const inlined of inlinedModules(script)) {
    if (digestBytes(inlined.bytes) !== replaced) continue
    const isPadded = (inlined.end - inlined.start) % 4 === 0
    text += script.slice(end, inlined.start) + (isPadded ? padded : padded.replace(/=+$/, ''))
    end = inlined.end
  }
  return text + script.slice(end)
}
