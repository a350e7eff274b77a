import { join } from 'node:path'
import * as z from 'zod'
import { CulpritError, missingRelease, unknownEngine } from '../model/errors.ts'
import type { Range } from '../model/investigation.ts'
import { npm } from '../sources/npm.ts'
import type { SourceContext } from '../sources/source.ts'
import type { Engine } from './engine.ts'
import { nodeEngine } from './node.ts'

export type { Engine, Workload } from './engine.ts'

/** How to get an engine of a version; null for the one that is there. One entry per kind of engine. */
const kinds: Readonly<Record<string, (version: string | null, context: SourceContext) => Promise<Engine>>> = {
  node: (version, context) =>
    version === null || version === process.versions.node
      ? nodeEngine(process.execPath, process.versions.node)
      : fetchNode(version, context),
}

/** The engine that `node` or `node@x.y.z` names; fetched and kept in the cache when it is not the running one. */
export async function resolveEngine(text: string, context: SourceContext): Promise<Engine> {
  const [name, version] = text.split('@', 2)
  const kind = Object.hasOwn(kinds, name ?? '') ? kinds[name!] : undefined
  if (kind === undefined || version === '') throw unknownEngine(text)
  return kind(version ?? null, context)
}

/** The releases of an engine from one version to another; null where they cannot be listed. */
export async function engineRange(from: string, to: string, context: SourceContext): Promise<Range | null> {
  const [a, b] = [from, to].map(text => text.split('@', 2))
  if (a?.[0] !== 'node' || b?.[0] !== 'node' || a[1] === undefined || b[1] === undefined) return null
  const found = await npm.range({ kind: 'npm', name: nodePackage, range: a[1] }, { kind: 'npm', name: nodePackage, range: b[1] }, context)
  return found === null ? null : { source: 'node', versions: found.range.versions }
}

/** Node's releases as packages of the npm registry, one per platform: the executable and nothing else. */
const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

async function fetchNode(version: string, context: SourceContext): Promise<Engine> {
  try {
    const { tree, folder, version: exact } = await npm.resolve({ kind: 'npm', name: nodePackage, range: version }, context)
    return await nodeEngine(join(tree.path, folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'), exact ?? version)
  } catch (error) {
    if (error instanceof CulpritError && error.code === 'missing-version') {
      throw missingRelease('node', version, z.array(z.string()).parse(error.data['known']))
    }
    throw error
  }
}
