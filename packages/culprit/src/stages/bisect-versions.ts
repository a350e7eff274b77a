import type { Workload } from '../engines/index.ts'
import type { Side } from '../measure/launch.ts'
import { badArguments, CulpritError, exitCodes } from '../model/errors.ts'
import type { Staged } from '../model/progress.ts'
import type { Request, ResolvedRun, Run, VersionOfRange } from '../model/run.ts'
import type { VersionList } from '../model/version.ts'
import type { Warning } from '../model/warning.ts'
import { readEnvironment } from '../platform/machine.ts'
import { parseReference, type SourceContext } from '../sources/index.ts'
import type { RunFolder } from '../store/run-folder.ts'
import { knownFloors } from './floors.ts'
import { checkInvocation } from './invocation.ts'
import { refuseChanges, refuseUnused, type OpenRun } from './resolve.ts'
import { layOut, resolveSide, resolveSideAgain, resolvedSide, sourceContext, type ResolvedSide } from './side.ts'
import { versionWeights } from './version-weights.ts'
import { versionsBetween } from './versions.ts'
import type { ResolvedWorkload } from './workload.ts'

/**
 * Ranges up to this length are fetched before anything is measured, so that equal versions are known; longer ones, builds and engines, which are
 * large and never equal, when they are needed.
 */
const fetchedBefore = 40

export interface OpenVersions {
  readonly run: Run & { readonly resolved: ResolvedRun }
  readonly source: string
  readonly ends: { readonly baseline: Side; readonly candidate: Side; readonly control: Side }
  readonly warnings: readonly Warning[]
  /** The versions as the run file has them now, the good end first. */
  readonly versions: () => readonly VersionOfRange[]
  /** A version as it is launched; null when it cannot be had, built, or called. */
  readonly sideOf: (place: number) => Promise<Side | null>
}

/** What versions are exercised with. `workload` is null when they are only laid out for a command. */
export type Exercise = Omit<ResolvedWorkload, 'workload'> & { readonly workload: Workload | null }

/**
 * The versions between the two ends of a bisection, and the ends themselves, ready to be launched. What cannot be had of the ends is the
 * user's to mend and throws; what cannot be had of the others is written down, and they are left out.
 */
export async function* openVersions(
  { store, folder, signal }: OpenRun,
  { workload, sha256, folder: workFolder }: Exercise,
): Staged<OpenVersions> {
  const { request, resolved: before } = folder.run
  const areEngines = parseReference(request.baseline.reference).kind === 'engine'
  if (workload === null && areEngines) {
    throw badArguments('A command is run in the folder of a version, and releases of an engine have none. Give --workload instead.')
  }
  yield { kind: 'stage', text: 'listing versions' }
  const context = sourceContext(store, request, signal)
  const listed = folder.run.versions === undefined || before === null ? await list(request, context) : null
  const versions = listed?.versions ?? [...folder.run.versions!]
  const last = versions.length - 1
  const found = new Map<number, ResolvedSide>()
  for (const place of [0, last]) found.set(place, await resolvePlace(place))

  const now = {
    baseline: versions[0]!.side!,
    candidate: versions[last]!.side!,
    workloadSha256: sha256,
    environment: readEnvironment(),
    range: before?.range ?? {
      source: listed?.list.source ?? '',
      versions: versions.map(({ version, date }) => ({ version, date })),
    },
    warnings:
      before === null
        ? [...(listed?.warnings ?? []), ...[...found.values()].flatMap(({ files }) => files?.warnings ?? [])]
        : before.warnings,
  }
  const resolved: ResolvedRun = { ...now, floors: await knownFloors(store, folder.run, now) }
  if (before !== null) refuseChanges(folder.id, before, resolved)
  else if (!asksOneByOne(request) && request.sources.build === null && !areEngines && versions.length <= fetchedBefore) {
    yield { kind: 'stage', text: `fetching ${versions.length} versions` }
    for (let place = 1; place < last; place++) await tryPlace(place)
    markSame(versions)
  }
  const run = { ...folder.run, resolved: before ?? resolved, versions: [...versions] }
  await folder.writeRun(run)

  const sides = new Map<number, Promise<Side | null>>()
  const [baseline, candidate] = [await layOutPlace(0), await layOutPlace(last)]
  sides.set(0, Promise.resolve(baseline)).set(last, Promise.resolve(candidate))
  return {
    run,
    source: run.resolved.range?.source ?? '',
    ends: { baseline, candidate, control: baseline },
    warnings: run.resolved.warnings,
    versions: () => versions,
    sideOf: place => {
      const side = sides.get(place) ?? tryLayOut(place)
      sides.set(place, side)
      return side
    },
  }

  async function resolvePlace(place: number): Promise<ResolvedSide> {
    const version = versions[place]!
    const reference = parseReference(version.reference)
    const side =
      version.side === null
        ? await resolveSide(reference, request.baseline, context)
        : await resolveSideAgain(folder.id, version.side, reference, context)
    versions[place] = { ...version, side: version.side ?? resolvedSide(side) }
    return side
  }

  async function tryPlace(place: number): Promise<ResolvedSide | null> {
    signal.throwIfAborted()
    const known = found.get(place)
    if (known !== undefined) return known
    if (versions[place]!.failure !== null) return null
    try {
      const side = await resolvePlace(place)
      found.set(place, side)
      return side
    } catch (error) {
      fail(place, error)
      return null
    }
  }

  async function layOutPlace(place: number): Promise<Side> {
    const side = await layOut(store, folder, nameOf(place), found.get(place)!, request.baseline, workFolder)
    if (workload !== null) await checkInvocation(workload, [side])
    return side
  }

  /** What came of a version is written down, so that a resumed run comes to the same. */
  async function tryLayOut(place: number): Promise<Side | null> {
    const before = versions[place]
    if ((await tryPlace(place)) === null) return written(null)
    try {
      return await written(await layOutPlace(place))
    } catch (error) {
      fail(place, error)
      return written(null)
    }

    async function written<T>(value: T): Promise<T> {
      if (versions[place] !== before) await keep(folder, versions)
      return value
    }
  }

  function fail(place: number, error: unknown): void {
    signal.throwIfAborted()
    if (!isOfVersion(error)) throw error
    versions[place] = { ...versions[place]!, failure: error.message }
  }
}

/** A search by answers takes a version as it comes to it; that two of them are equal would be of no use to it. */
function asksOneByOne({ workload, bisection }: Request): boolean {
  return workload.kind === 'command' || bisection?.badIf !== undefined
}

interface Listed {
  readonly list: VersionList
  readonly versions: VersionOfRange[]
  readonly warnings: readonly Warning[]
}

async function list(request: Request, context: SourceContext): Promise<Listed> {
  const [good, bad] = [parseReference(request.baseline.reference), parseReference(request.candidate.reference)]
  refuseUnused([good, bad], request.sources)
  const { preReleases = false, withdrawn = false } = request.bisection ?? {}
  const listed = await versionsBetween(good, bad, { preReleases, withdrawn, merged: false }, context)
  if (listed === null) {
    throw badArguments(
      `There are no versions from ${request.baseline.reference} to ${request.candidate.reference}: both have to be of one source, such as npm:name@1.0.0 and npm:name@2.0.0, or lie in one folder with numbers in their names, such as builds/v1 and builds/v9.`,
    )
  }
  if (listed.versions.length < 2) {
    throw badArguments(`${request.baseline.reference} and ${request.candidate.reference} are one and the same version.`)
  }
  // Sources list the older one first, whichever of the two it is.
  const { reference } = await resolveSide(good, request.baseline, context)
  if (reference === listed.versions.at(-1)!.reference) {
    throw badArguments(`${reference} is the newer one of the two: give the good version, which is the older one, first.`)
  }
  const weights = await versionWeights(good, listed.versions, context)
  const versions = listed.versions.map(version => unresolved(version, weights.get(version.version)))
  return { list: listed, versions, warnings: [...listed.warnings, ...leftOutWarnings(listed.leftOut)] }
}

function leftOutWarnings({ preReleases, withdrawn }: VersionList['leftOut']): Warning[] {
  const kinds = [
    { count: preReleases, what: 'pre-releases', option: '--pre-releases' },
    { count: withdrawn, what: 'deprecated or unlisted versions', option: '--deprecated' },
  ]
  return kinds
    .filter(({ count }) => count > 0)
    .map(({ count, what, option }) => ({
      code: 'versions-left-out',
      message: `Between the ends there are also ${what}, ${count} of them, which were not looked at.`,
      action: `Include them with ${option}.`,
    }))
}

function unresolved({ version, reference, date }: VersionList['versions'][number], weight: number | undefined): VersionOfRange {
  return { version, reference, date, side: null, failure: null, sameAs: null, ...(weight === undefined ? {} : { weight }) }
}

/** The first version of each content; ends are compared with themselves only by their bytes, and are measured in any case. */
function markSame(versions: VersionOfRange[]): void {
  const firsts = new Map<string, number>()
  for (const [place, version] of versions.entries()) {
    if (version.side === null) continue
    const { tree, folder, file, engineSha256 } = version.side
    const content = JSON.stringify([tree, folder, file, engineSha256])
    const first = firsts.get(content)
    if (first === undefined) firsts.set(content, place)
    else versions[place] = { ...version, sameAs: first }
  }
}

/** Whether it is this version that cannot be used, and not the network, the disk or the user that stands in the way. */
function isOfVersion(error: unknown): error is CulpritError {
  if (!(error instanceof CulpritError) || error.code === 'changed-since-start') return false
  return error.exitCode === exitCodes.usage || error.code === 'build-failed'
}

async function keep(folder: RunFolder, versions: readonly VersionOfRange[]): Promise<void> {
  await folder.writeRun({ ...folder.run, versions: [...versions] })
}

/** Of one length for all versions, so that no path is longer than another. */
function nameOf(place: number): string {
  return String(place).padStart(4, '0')
}
