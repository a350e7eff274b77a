import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import * as semver from 'semver'
import * as z from 'zod'
import { missingPackage, missingVersion, nothingPublished, vanishedVersion } from '../model/errors.ts'
import type { NpmReference } from '../model/reference.ts'
import type { Version } from '../model/version.ts'
import type { Warning } from '../model/warning.ts'
import { npm as runNpm } from '../platform/npm.ts'
import { chosenBetween, endOfDay, latestAt } from './listing.ts'
import type { Source, SourceContext } from './source.ts'

/** Packages of the npm registry (or whichever registry the user's .npmrc names), with their dependencies, and without running their install scripts. */
export const npm: Source<NpmReference> = {
  async resolve({ name, range }, context) {
    const exact = semver.valid(range)
    const cached = exact === null ? null : await fromCache(name, exact, context)
    if (cached !== null) return resolved(name, exact!, cached.tree, cached.published)

    const listed = await listVersions(name, context)
    const version = pickVersion(name, listed, range)
    const published = listed.dates[version] ?? null
    const tree =
      (await fromCache(name, version, context))?.tree ?? (await context.trees.add(folder => install(name, version, folder, context)))
    await context.trees.remember(`npm:${name}@${version}`, { sha256: tree.sha256, published })
    return resolved(name, version, tree, published)
  },

  async versions(from, to, choice, context) {
    const { name } = from
    if (name !== to.name) return null
    const listed = await listVersions(name, context)
    const ends = [from, to].map(({ range }) => pickVersion(name, listed, range))
    const [low, high] = semver.sort(ends) as [string, string]
    const between = listed.versions.filter(version => semver.gte(version, low) && semver.lte(version, high))
    const deprecated = await deprecations(name, between, context)
    const versions = between.map(version => ({
      version,
      reference: `npm:${name}@${version}`,
      date: listed.dates[version] ?? null,
      title: null,
      preRelease: semver.prerelease(version) !== null,
      deprecated: deprecated.get(version) ?? null,
      unlisted: false,
    }))
    const until = endOfDay(low === ends[1] ? from.range : to.range)
    const chosen = chosenBetween(versions, [versions[0]!, versions.at(-1)!], choice, until)
    return { source: `npm:${name}`, ...chosen, warnings: orderWarnings(name, chosen.versions) }
  },
}

const viewSchema = z.object({
  versions: z.union([z.array(z.string()), z.string()]),
  time: z.record(z.string(), z.string()).optional(),
  'dist-tags': z.record(z.string(), z.string()).optional(),
})

interface Listed {
  /** By semver, oldest first. */
  readonly versions: readonly string[]
  /** ISO 8601 by version. */
  readonly dates: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

async function listVersions(name: string, { cwd, signal }: SourceContext): Promise<Listed> {
  const onCode = (code: string, registry: string | null): void => {
    if (code === 'E404') throw missingPackage(name, registry)
  }
  const output = await runNpm(['view', name, 'versions', 'time', 'dist-tags', '--json'], { cwd, signal, onCode })
  const view = viewSchema.parse(JSON.parse(output))
  const versions = [view.versions].flat().filter(version => semver.valid(version) !== null)
  const dates = Object.entries(view.time ?? {}).flatMap(([version, date]) => {
    const time = Date.parse(date)
    return Number.isNaN(time) ? [] : [[version, new Date(time).toISOString()] as const]
  })
  return { versions: semver.sort(versions), dates: Object.fromEntries(dates), tags: view['dist-tags'] ?? {} }
}

/** npm has the deprecations of versions that are named one by one only, and pre-releases match no range but their own. */
async function deprecations(name: string, versions: readonly string[], { cwd, signal }: SourceContext): Promise<Map<string, string>> {
  const deprecated = new Map<string, string>()
  for (let start = 0; start < versions.length; start += versionsPerCall) {
    const wanted = versions.slice(start, start + versionsPerCall).join(' || ')
    const output = await runNpm(['view', `${name}@${wanted}`, 'name', 'version', 'deprecated', '--json'], { cwd, signal })
    for (const { version, deprecated: why } of [deprecationSchema.parse(JSON.parse(output))].flat()) {
      if (typeof why === 'string' && why !== '') deprecated.set(version, why)
    }
  }
  return deprecated
}

const deprecation = z.object({ version: z.string(), deprecated: z.union([z.string(), z.boolean()]).optional() })
const deprecationSchema = z.union([deprecation, z.array(deprecation)])

/** An argument of a process has at most 128 kB. */
const versionsPerCall = 1000

function pickVersion(name: string, listed: Listed, range: string): string {
  const moment = endOfDay(range)
  if (moment !== null && listed.tags[range] === undefined) return pickByDate(name, listed, range, moment)
  const exact = semver.valid(range)
  const known = exact !== null && listed.versions.includes(exact) ? exact : null
  const version = listed.tags[range] ?? (exact === null ? semver.maxSatisfying([...listed.versions], range) : known)
  if (version === null) throw missingVersion(name, range, listed.versions)
  return version
}

function pickByDate(name: string, { versions, dates }: Listed, day: string, moment: number): string {
  const dated = versions.map(version => ({ version, date: dates[version] ?? null, preRelease: semver.prerelease(version) !== null }))
  const latest = latestAt(dated, moment)
  if (latest !== null) return latest.version
  const first = dated.flatMap(({ date }) => date ?? []).sort((a, b) => Date.parse(a) - Date.parse(b))[0]
  throw nothingPublished(`npm:${name}`, day, first ?? null)
}

async function fromCache(name: string, version: string, { trees }: SourceContext) {
  const known = await trees.recall(`npm:${name}@${version}`)
  const tree = known === null ? null : await trees.find(known.sha256)
  return tree === null ? null : { tree, published: known!.published }
}

async function install(name: string, version: string, folder: string, { cwd, signal }: SourceContext): Promise<void> {
  await fs.writeFile(join(folder, 'package.json'), '{ "private": true }\n')
  // npm reads the project's .npmrc at the prefix, which is not the user's project here.
  const project = (await runNpm(['prefix'], { cwd, signal })).trim()
  await fs.copyFile(join(project, '.npmrc'), join(folder, '.npmrc')).catch(() => {})
  try {
    const quiet = ['--ignore-scripts', '--no-save', '--no-package-lock', '--no-bin-links', '--omit=dev', '--force=false']
    await runNpm(['install', `${name}@${version}`, '--prefix', folder, ...quiet], {
      cwd: folder,
      signal,
      onCode(code) {
        if (code === 'E404' || code === 'ETARGET') throw vanishedVersion(name, version)
      },
    })
  } finally {
    await fs.rm(join(folder, '.npmrc'), { force: true })
  }
  // npm's own record of what it installed carries dates and addresses, so equal content would get different hashes.
  await fs.rm(join(folder, 'node_modules', '.package-lock.json'), { force: true })
}

function resolved(name: string, version: string, tree: Awaited<ReturnType<SourceContext['trees']['add']>>, published: string | null) {
  return { reference: `npm:${name}@${version}`, version, published, tree, folder: `node_modules/${name}`, file: null, warnings: [] }
}

/** Semver decides the order; dates that disagree are worth a look, because a bisection by date would see another history. */
function orderWarnings(name: string, versions: readonly Pick<Version, 'version' | 'date'>[]): Warning[] {
  for (const [index, { version, date }] of versions.entries()) {
    const next = versions[index + 1]
    if (next === undefined || date === null || next.date === null || Date.parse(date) <= Date.parse(next.date)) continue
    return [
      {
        code: 'dates-disagree',
        message: `npm:${name} ${next.version} (${next.date.slice(0, 10)}) was published before ${version} (${date.slice(0, 10)}), although its number is higher.`,
        action: 'Versions are ordered by their numbers. If the package keeps several release lines, compare within one line.',
      },
    ]
  }
  return []
}
