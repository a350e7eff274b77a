import type { LayerDifference, ScriptPair } from '../model/investigation.ts'
import type { Sha256 } from '../model/units.ts'

/** What one side is made of, as far as it could be seen. */
export interface SideParts {
  /** Of all its files. */
  readonly tree: Sha256
  /** Of the modules that it compiles; null when that could not be watched. */
  readonly modules: readonly Sha256[] | null
  /** The scripts that it loads, by path within the variant, with the modules that are inlined in them cut out; null when that could not be watched. */
  readonly scripts: ReadonlyMap<string, string> | null
  readonly engine: string
  readonly engineSha256: Sha256
  readonly flags: readonly string[]
}

/**
 * Which layers can differ at all, by hashes and names. Says nothing about which one carries a slowdown.
 *
 * Equal trees settle module and glue even where the engine made a package load other parts of itself.
 */
export function compareLayers(a: SideParts, b: SideParts, scripts: readonly ScriptPair[]): LayerDifference[] {
  return [moduleLayer(a, b), glueLayer(a, b, scripts), engineLayer(a, b), flagsLayer(a, b)]
}

/** The scripts of both sides by path. A package's own version file is no script, so a version number alone makes no difference. */
export function compareScripts(a: SideParts, b: SideParts, hash: (text: string) => Sha256): ScriptPair[] {
  if (a.scripts === null || b.scripts === null) return []
  const paths = [...new Set([...a.scripts.keys(), ...b.scripts.keys()])].sort()
  return paths.map(path => {
    const [left, right] = [a.scripts?.get(path), b.scripts?.get(path)]
    return {
      path,
      baseline: left === undefined ? null : hash(left),
      candidate: right === undefined ? null : hash(right),
      differingLines: left === undefined || right === undefined ? null : differingLines(left, right),
    }
  })
}

/** A script without the modules that are inlined in it as base64, so that a changed module alone does not make the glue differ. */
export function cutInlinedModules(script: string, modules: readonly { readonly sha256: Sha256; readonly base64: string }[]): string {
  return modules.reduce((text, { base64 }) => (base64.length < 64 ? text : text.split(base64).join('<inlined module>')), script)
}

function moduleLayer(a: SideParts, b: SideParts): LayerDifference {
  const layer = 'module'
  if (a.tree === b.tree) return { layer, differs: false, statement: 'All files of both sides are byte-identical.' }
  if (a.modules === null || b.modules === null)
    return { layer, differs: null, statement: 'Which modules are compiled could not be watched.' }
  if (a.modules.length === 0 && b.modules.length === 0) return { layer, differs: false, statement: 'Neither side compiles a module.' }
  const same = sameSet(a.modules, b.modules)
  const count = `${a.modules.length} on the baseline, ${b.modules.length} on the candidate`
  return {
    layer,
    differs: !same,
    statement: same ? 'Both sides compile byte-identical modules.' : `The compiled modules differ (${count}).`,
  }
}

function glueLayer(a: SideParts, b: SideParts, scripts: readonly ScriptPair[]): LayerDifference {
  const layer = 'glue'
  if (a.tree === b.tree) return { layer, differs: false, statement: 'All files of both sides are byte-identical.' }
  if (a.scripts === null || b.scripts === null) return { layer, differs: null, statement: 'Which scripts are loaded could not be watched.' }
  const changed = scripts.filter(script => script.baseline !== script.candidate)
  if (changed.length === 0) {
    return { layer, differs: false, statement: 'The loaded scripts are identical, apart from the modules inlined in them.' }
  }
  const names = changed.slice(0, 3).map(({ path, differingLines }) => (differingLines === null ? path : `${path}: ${differingLines} lines`))
  return {
    layer,
    differs: true,
    statement: `${changed.length} of ${scripts.length} loaded scripts differ (${names.join(', ')}${changed.length > 3 ? ', …' : ''}).`,
  }
}

function engineLayer(a: SideParts, b: SideParts): LayerDifference {
  const same = a.engineSha256 === b.engineSha256
  return {
    layer: 'engine',
    differs: !same,
    statement: same
      ? `Both sides run on the same executable of ${a.engine}.`
      : `The baseline runs on ${a.engine}, the candidate on ${b.engine}.`,
  }
}

function flagsLayer(a: SideParts, b: SideParts): LayerDifference {
  const [left, right] = [a.flags.join(' '), b.flags.join(' ')]
  const differs = left !== right
  return {
    layer: 'flags',
    differs,
    statement: differs ? `The engine's flags differ: "${left}" and "${right}".` : 'Both sides use the same engine flags.',
  }
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && new Set([...a, ...b]).size === new Set(a).size
}

/** Lines that one of the texts has and the other has not, counted on the side that has more of them; order is not looked at. */
function differingLines(a: string, b: string): number {
  if (a === b) return 0
  const counts = new Map<string, number>()
  for (const line of a.split('\n')) counts.set(line, (counts.get(line) ?? 0) + 1)
  for (const line of b.split('\n')) counts.set(line, (counts.get(line) ?? 0) - 1)
  let onlyA = 0
  let onlyB = 0
  for (const count of counts.values()) {
    if (count > 0) onlyA += count
    else onlyB -= count
  }
  return Math.max(onlyA, onlyB)
}
