import type { ModuleDocument, ModuleExport, ModuleImport } from '../model/module.ts'

/**
 * Why a module cannot take the place of another one, by what both import and export; null when it can. The JavaScript around the other one
 * gives what that imports and uses some of what it exports, so the new one may need nothing more and must not lack anything.
 *
 * Of memories and tables only the kind is looked at: whether the limits fit is for the engine to say when both meet. That a name means
 * the same on both sides is not known from here.
 */
export function misfit(module: ModuleDocument, replaced: ModuleDocument): string | null {
  const given = new Map(replaced.imports.map(one => [importName(one), one]))
  for (const one of module.imports) {
    const other = given.get(importName(one))
    if (other === undefined) return `it imports ${short(importName(one))} (${describe(one)}), and the module it would replace does not`
    if (typeOf(one) !== typeOf(other))
      return `it imports ${short(importName(one))} as ${describe(one)}, and the module it would replace as ${describe(other)}`
  }
  const offered = new Map(module.exports.map(one => [one.name, one]))
  for (const wanted of replaced.exports) {
    const one = offered.get(wanted.name)
    if (one === undefined) return `it does not export ${short(wanted.name)} (${describe(wanted)}), and the module it would replace does`
    if (typeOf(one) !== typeOf(wanted))
      return `it exports ${short(wanted.name)} as ${describe(one)}, and the module it would replace as ${describe(wanted)}`
  }
  return null
}

function importName({ module, name }: ModuleImport): string {
  return `${module}.${name}`
}

/** Names are the module's own, and can be of any length. */
function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

function typeOf({ kind, type }: ModuleImport | ModuleExport): string {
  return kind === 'memory' || kind === 'table' ? kind : `${kind} ${type}`
}

function describe({ kind, type }: ModuleImport | ModuleExport): string {
  return short(`${kind} ${type}`)
}
