import { posix } from 'node:path'

/** What becomes of an application when the native files of a runtime pack are put into it. Paths are relative to either. */
export interface PackPlan {
  readonly replaced: readonly { readonly file: string; readonly by: string }[]
  /** Files that have a place and stay as they are, because they carry something of the application. */
  readonly kept: readonly string[]
  /** Compressed copies of what is replaced, which a server would send instead of it; they are left out. */
  readonly dropped: readonly string[]
  /** Native files of the pack whose names the application does not have. */
  readonly unplaced: readonly string[]
}

/** Whether a file of a runtime pack can have a place in an application: `runtimes/browser-wasm/native/*`, but for what is there for linking. */
export function isNative(path: string): boolean {
  return /^runtimes\/(?:browser|wasi)-wasm\/native\/[^/]+(?<!\.a)$/.test(path)
}

/**
 * Where the native files of a runtime pack belong in a published application. They go by their names, wherever those are in the application; a name may have a fingerprint in it there, ten
 * letters and digits between two dots: `dotnet.native.48a7tgq2py.wasm`. `carriesConfiguration` tells of an application's file whether
 * something was written into it when it was published.
 */
export function planPack(
  application: readonly string[],
  pack: readonly string[],
  carriesConfiguration: (path: string) => boolean,
): PackPlan {
  const natives = pack.filter(isNative)
  const byName = new Map(natives.map(path => [posix.basename(path), path]))
  const placed = application.flatMap(file => {
    const by = namesOf(posix.basename(file)).flatMap(name => byName.get(name) ?? [])[0]
    return by === undefined ? [] : [{ file, by }]
  })
  const replaced = placed.filter(({ file }) => !carriesConfiguration(file))
  const stale = new Set(replaced.flatMap(({ file }) => [`${file}.br`, `${file}.gz`]))
  const used = new Set(placed.map(({ by }) => by))
  return {
    replaced,
    kept: placed.filter(({ file }) => carriesConfiguration(file)).map(({ file }) => file),
    dropped: application.filter(file => stale.has(file)),
    unplaced: natives.filter(path => !used.has(path)),
  }
}

/** A name as it is, and without each part of it that can be a fingerprint. */
function namesOf(name: string): string[] {
  const parts = name.split('.')
  const without = parts.flatMap((part, place) =>
    place > 0 && place < parts.length - 1 && /^[a-z0-9]{10}$/.test(part) ? [parts.toSpliced(place, 1).join('.')] : [],
  )
  return [name, ...without]
}
