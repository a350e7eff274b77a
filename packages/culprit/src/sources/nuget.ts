import * as fs from 'node:fs/promises'
import { posix } from 'node:path'
import { missingInPackage, missingNugetVersion, nothingPublished } from '../model/errors.ts'
import type { NugetReference } from '../model/reference.ts'
import type { Version } from '../model/version.ts'
import type { Warning } from '../model/warning.ts'
import { digestBytes } from '../platform/files.ts'
import { download, type HttpLimits } from '../platform/http.ts'
import { openRemote } from '../platform/remote-file.ts'
import { openArchive, openFileAccess } from '../platform/zip.ts'
import type { StoredTree } from '../store/trees.ts'
import { chosenBetween, endOfDay, latestAt } from './listing.ts'
import { listFeed, openFeed, packageUrl, readRegistration, type FeedVersion, type NugetFeed } from './nuget-feed.ts'
import { parseNugetVersion, type NugetVersion } from './nuget-version.ts'
import { isNative } from './pack-plan.ts'
import { intoApplication } from './pack.ts'
import type { Resolved, Source, SourceContext } from './source.ts'

/**
 * Packages of a NuGet feed, without their dependencies; one file of a package, or an application with a package as its runtime pack, for
 * which the rest of the package stays where it is.
 */
export function nugetSource(limits: HttpLimits): Source<NugetReference> {
  return {
    async resolve(reference, context) {
      const { application } = context.options
      const found = await resolvePackage(reference, limits, context)
      return application === null || reference.file !== null ? found : intoApplication(found, application, context)
    },

    async versions(from, to, choice, context) {
      if (from.id.toLowerCase() !== to.id.toLowerCase() || from.file !== to.file) return null
      const listed = await listFeed(await openFeed(context.options.nugetFeed, limits, context.signal), from.id)
      const ends = [from, to].map(reference => pick(reference, listed))
      const [low, high] = ends.map(end => listed.indexOf(end)).sort((a, b) => a - b) as [number, number]
      const versions = listed.map(each => versionOf(to, each))
      const until = endOfDay(ends[1] === listed[high] ? to.version : from.version)
      return { source: `nuget:${from.id}`, ...chosenBetween(versions, [versions[low]!, versions[high]!], choice, until), warnings: [] }
    },
  }
}

async function resolvePackage(reference: NugetReference, limits: HttpLimits, context: SourceContext): Promise<Resolved> {
  const exact = exactVersion(reference.version)
  const cached = exact === null ? null : await fromCache(reference, exact, context)
  if (cached !== null) return resolved(reference, exact!, cached)

  const feed = await openFeed(context.options.nugetFeed, limits, context.signal)
  const version = exact ?? pick(reference, await listFeed(feed, reference.id)).version
  const known = await readRegistration(feed, reference.id, version)
  const published = known?.published ?? null
  const warnings = known?.listed === false ? [unlistedWarning(reference.id, version)] : []
  const tree = (await fromCache(reference, version, context))?.tree ?? (await fetchTree(feed, reference, version, context))
  await context.trees.remember(cacheName(reference, version, context), { sha256: tree.sha256, published, warnings })
  return resolved(reference, version, { tree, published, warnings })
}

function versionOf(reference: NugetReference, each: FeedVersion): Version {
  const { version, published, listed, deprecated } = each
  return {
    version: version.text,
    reference: textOf(reference, version),
    date: published,
    title: null,
    preRelease: !isRelease(each),
    deprecated,
    unlisted: !listed,
  }
}

/** A day could be read as 2024 with a pre-release. */
function exactVersion(text: string): NugetVersion | null {
  return endOfDay(text) === null ? parseNugetVersion(text) : null
}

/** The version that a reference names: exactly, as the highest one that begins so (9.0.*), as the latest, or by a day. */
function pick({ id, version: wanted }: NugetReference, listed: readonly FeedVersion[]): FeedVersion {
  const moment = endOfDay(wanted)
  const offered = listed.filter(each => each.listed)
  if (moment !== null) {
    const dated = offered.map(each => ({ each, date: each.published, preRelease: !isRelease(each) }))
    const first = offered.flatMap(({ published }) => published ?? []).sort()[0] ?? null
    const latest = latestAt(dated, moment)
    if (latest === null) throw nothingPublished(`nuget:${id}`, wanted, first)
    return latest.each
  }
  const exact = exactVersion(wanted)
  const found =
    exact === null ? highest(offered, wanted) : listed.find(({ version }) => version.text.toLowerCase() === exact.text.toLowerCase())
  if (found !== undefined) return found
  throw missingNugetVersion(
    id,
    wanted,
    listed.map(({ version }) => version.text),
  )
}

/** Of `latest`, or of those that begin as a pattern does: 9.0.* is a release, 10.0.0-preview.* may be a pre-release. */
function highest(offered: readonly FeedVersion[], wanted: string): FeedVersion | undefined {
  const isLatest = wanted === 'latest'
  const start = isLatest ? '' : wanted.slice(0, -1).toLowerCase()
  const matching = offered.filter(({ version }) => version.text.toLowerCase().startsWith(start))
  if (start.includes('-')) return matching.at(-1)
  return matching.findLast(isRelease) ?? (isLatest ? matching.at(-1) : undefined)
}

function isRelease({ version }: FeedVersion): boolean {
  return version.labels.length === 0
}

async function fromCache(reference: NugetReference, version: NugetVersion, context: SourceContext): Promise<Fetched | null> {
  const known = await context.trees.recall(cacheName(reference, version, context))
  const tree = known === null ? null : await context.trees.find(known.sha256)
  return tree === null ? null : { tree, published: known!.published, warnings: known!.warnings }
}

type Fetched = Pick<Resolved, 'tree' | 'published' | 'warnings'>

/** Which files of a package are fetched. */
interface Part {
  /** Of no other part of any package. */
  readonly name: string
  has(path: string): boolean
}

/** Null for all of it. */
function partOf({ file }: NugetReference, { options }: SourceContext): Part | null {
  if (file !== null) return { name: file, has: path => path === file }
  return options.application === null ? null : { name: '\nnative', has: isNative }
}

/** Two feeds can have different bytes under one number, and a part is another tree than the whole. */
function cacheName(reference: NugetReference, version: NugetVersion, context: SourceContext): string {
  const { id } = reference
  const rest = digestBytes(`${context.options.nugetFeed}\n${partOf(reference, context)?.name ?? ''}`).slice(0, 16)
  return `nuget:${id.toLowerCase()}@${version.text.toLowerCase()}+${rest}`
}

async function fetchTree(feed: NugetFeed, reference: NugetReference, version: NugetVersion, context: SourceContext): Promise<StoredTree> {
  const { id, file } = reference
  const part = partOf(reference, context)
  const name = textOf({ ...reference, file: null }, version)
  const request = feed.request(packageUrl(feed, id, version), `the package ${id} ${version.text}`, largestPackage)
  return context.trees.add(async folder => {
    const archivePath = `${folder}.nupkg`
    try {
      await using access = part === null ? await downloaded() : await openRemote(request, archivePath)
      if (access === null) throw await whyMissing(feed, reference)
      const archive = await openArchive(access, name, partName)
      const files = archive.files.filter(({ path }) => part?.has(path) ?? true)
      // That a package is no runtime pack is said where its application is known.
      if (files.length === 0 && (part === null || file !== null)) {
        throw missingInPackage(name, file ?? '', similar(archive.files, file ?? ''))
      }
      for (const each of files) await archive.unpack(each, folder)
    } finally {
      await fs.rm(archivePath, { force: true })
    }
    async function downloaded() {
      return (await download(request, archivePath)) ? openFileAccess(archivePath) : null
    }
  })
}

/** Packages are written by the Open Packaging Conventions, in which names of parts are parts of an address: `a%2Bb` is `a+b`. */
function partName(entry: string): string {
  try {
    return decodeURIComponent(entry)
  } catch {
    return entry
  }
}

function similar(files: readonly { readonly path: string }[], wanted: string): string[] {
  const name = posix.basename(wanted).toLowerCase()
  const paths = files.map(({ path }) => path)
  const alike = paths.filter(path => path.toLowerCase().includes(name))
  return alike.length > 0 ? alike : paths.filter(path => path.endsWith('.wasm'))
}

async function whyMissing(feed: NugetFeed, { id, version }: NugetReference): Promise<Error> {
  const listed = await listFeed(feed, id)
  return missingNugetVersion(
    id,
    version,
    listed.map(each => each.version.text),
  )
}

/** The largest packs of .NET have a quarter of it. */
const largestPackage = 1e9

function textOf({ id, file }: NugetReference, { text }: NugetVersion): string {
  return `nuget:${id}@${text}${file === null ? '' : `#${file}`}`
}

function unlistedWarning(id: string, { text }: NugetVersion): Warning {
  return {
    code: 'unlisted-version',
    message: `nuget:${id} ${text} was taken back: its feed does not offer it any more.`,
    action: 'See in its release notes why, before anything is concluded from it.',
  }
}

function resolved(reference: NugetReference, version: NugetVersion, fetched: Fetched): Resolved {
  const { file } = reference
  const folder = file === null || !file.includes('/') ? '' : posix.dirname(file)
  return { reference: textOf(reference, version), version: version.text, folder, file, ...fetched }
}
