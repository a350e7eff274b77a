import { join } from 'node:path'
import * as z from 'zod'
import { CulpritError, missingRelease, unknownEngine } from '../model/errors.ts'
import type { EngineReference, NpmReference } from '../model/reference.ts'
import type { VersionChoice, VersionList } from '../model/version.ts'
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

/** The releases between two references to an engine; null where they cannot be listed. */
export async function engineVersions(
  from: EngineReference,
  to: EngineReference,
  choice: VersionChoice,
  context: SourceContext,
): Promise<VersionList | null> {
  if (from.engine !== 'node' || to.engine !== 'node') return null
  const packageOf = ({ version }: EngineReference): NpmReference => ({ kind: 'npm', name: nodePackage, range: version })
  const found = await npm.versions(packageOf(from), packageOf(to), choice, context).catch(rethrowAsRelease)
  if (found === null) return null
  return { ...found, source: 'node', versions: found.versions.map(version => ({ ...version, reference: `node@${version.version}` })) }
}

/** Node's releases as packages of the npm registry, one per platform: the executable and nothing else. */
const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

async function fetchNode(version: string, context: SourceContext): Promise<Engine> {
  try {
    const { tree, folder, version: exact } = await npm.resolve({ kind: 'npm', name: nodePackage, range: version }, context)
    return await nodeEngine(join(tree.path, folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'), exact ?? version)
  } catch (error) {
    return rethrowAsRelease(error)
  }
}

const missingSchema = z.object({ range: z.string(), known: z.array(z.string()) })

/** What npm says about the package that carries the engine, said about the engine. */
function rethrowAsRelease(error: unknown): never {
  if (error instanceof CulpritError && error.code === 'missing-version') {
    const { range, known } = missingSchema.parse(error.data)
    throw missingRelease('node', range, known)
  }
  throw error
}
