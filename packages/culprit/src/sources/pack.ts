import { createHash } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { missingFile, packWithoutPlace } from '../model/errors.ts'
import type { Warning } from '../model/warning.ts'
import { copyTree, digestTree } from '../platform/files.ts'
import type { StoredTree } from '../store/trees.ts'
import { planPack, type PackPlan } from './pack-plan.ts'
import type { Resolved, SourceContext } from './source.ts'

/**
 * A published .NET application with the native files of a runtime pack in place of its own, as a tree of the cache; the application itself is
 * not touched. Hashes of replaced files, which a browser checks, are replaced in its configuration too.
 */
export async function intoApplication(pack: Resolved, application: string, context: SourceContext): Promise<Resolved> {
  const full = resolve(context.cwd, application)
  if (!(await fs.stat(full).catch(() => null))?.isDirectory()) throw missingFile(application)
  let plan: PackPlan | null = null
  const tree = await context.trees.add(async folder => {
    await copyTree(full, folder, { except: context.storeRoot, followsLinks: true })
    plan = await swap(pack, application, folder)
  })
  return { ...pack, tree, warnings: [...pack.warnings, ...warningsAbout(plan!, pack.reference, application)] }
}

async function swap({ tree, reference }: Resolved, application: string, folder: string): Promise<PackPlan> {
  const files = (await digestTree(folder)).map(({ path }) => path)
  const texts = await readTexts(folder, files)
  const plan = planPack(files, pathsOf(tree), path => texts.get(path)?.includes(configurationMark) ?? false)
  if (plan.replaced.length === 0) throw packWithoutPlace(reference, application, plan.unplaced)
  const hashes = new Map<string, string>()
  for (const { file, by } of plan.replaced) {
    const [old, fresh] = await Promise.all([fs.readFile(join(folder, file)), fs.readFile(join(tree.path, by))])
    hashes.set(integrity(old), integrity(fresh))
    await fs.writeFile(join(folder, file), fresh)
  }
  for (const file of plan.dropped) await fs.rm(join(folder, file))
  const replaced = new Set(plan.replaced.map(({ file }) => file))
  for (const [path, text] of texts) {
    if (replaced.has(path)) continue
    const changed = text.replaceAll(/sha256-[A-Za-z0-9+/]{43}=/g, hash => hashes.get(hash) ?? hash)
    if (changed === text) continue
    await fs.writeFile(join(folder, path), changed)
    // A server would send the former one.
    for (const ending of ['.br', '.gz']) await fs.rm(join(folder, path + ending), { force: true })
  }
  return plan
}

/** What the publishing of an application writes around its configuration, in whichever file that is. */
const configurationMark = '/*json-start*/'

function pathsOf({ files }: StoredTree): string[] {
  return files.map(({ path }) => path)
}

/** The files that can carry configuration or hashes. */
async function readTexts(folder: string, files: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (const path of files.filter(each => ['.js', '.mjs', '.json', '.html'].includes(extname(each)))) {
    const full = join(folder, path)
    if ((await fs.stat(full)).size <= largestText) texts.set(path, await fs.readFile(full, 'utf8'))
  }
  return texts
}

const largestText = 32e6

/** As it stands in configuration and in the integrity attributes of pages. */
function integrity(bytes: Uint8Array): string {
  return `sha256-${createHash('sha256').update(bytes).digest('base64')}`
}

function warningsAbout({ replaced, kept, dropped, unplaced }: PackPlan, reference: string, application: string): Warning[] {
  const swapped: Warning = {
    code: 'pack-swapped',
    message: [
      `${reference} replaced ${listed(replaced.map(({ file }) => file))} of ${application}.`,
      ...(kept.length === 0 ? [] : [`${listed(kept)} stayed: the application's configuration is in there.`]),
      ...(dropped.length === 0 ? [] : [`${listed(dropped)} left out: the compressed copies are of the former files.`]),
      ...(unplaced.length === 0 ? [] : [`No place was found for ${listed(unplaced)}.`]),
    ].join(' '),
    action:
      'Look whether the workload loads these files, and whether the assemblies of the application are for this runtime: they stay as they are.',
  }
  const [module, glue] = ['dotnet.native.wasm', 'dotnet.native.js'].map(name => replaced.some(({ by }) => by.endsWith(`/${name}`)))
  if (module === glue) return [swapped]
  const half: Warning = {
    code: 'pack-half-placed',
    message: `Of dotnet.native.wasm and dotnet.native.js only the ${module ? 'first' : 'second'} of ${reference} found a place in ${application}.`,
    action: 'They are made for each other. Publish the application so that both are files of their own.',
  }
  return [swapped, half]
}

/** The first few by name. */
function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, 6).join(', ')
  return paths.length > 6 ? `${shown} and ${paths.length - 6} more` : shown
}
