import * as z from 'zod'
import { badAnswer, badFeed, missingNugetPackage } from '../model/errors.ts'
import { fetchJson, type HttpLimits, type HttpRequest } from '../platform/http.ts'
import { compareNugetVersions, parseNugetVersion, type NugetVersion } from './nuget-version.ts'

/** A NuGet feed, by version 3 of its protocol: an index of services, of which two are used. */
export interface NugetFeed {
  readonly url: URL
  /** `PackageBaseAddress`: the packages themselves and their versions. */
  readonly packages: URL
  /** `RegistrationsBaseUrl`: dates, and what was taken back; null when the feed has none. */
  readonly registrations: URL | null
  request(url: URL, what: string, maxBytes?: number): HttpRequest
}

export interface FeedVersion {
  readonly version: NugetVersion
  /** ISO 8601; null when the feed does not say. */
  readonly published: string | null
  readonly listed: boolean
  readonly deprecated: string | null
}

/** Asks a feed for its services. `address` is what a user wrote. */
export async function openFeed(address: string, limits: HttpLimits, signal: AbortSignal): Promise<NugetFeed> {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || !isHttp(url)) throw badFeed(address, 'it is no http or https address')
  if (url.username !== '' || url.password !== '')
    throw badFeed(url.host, 'it has a user or password in it, and feeds with a login are not supported')
  const request = (target: URL, what: string, maxBytes = largestJson): HttpRequest => ({ url: target, what, limits, signal, maxBytes })
  const what = 'the index of the NuGet feed'
  const answer = await fetchJson(request(url, what))
  if (answer === null) throw badFeed(address, 'there is nothing at this address')
  const { resources } = read(indexSchema, answer, what, url)
  const find = (types: readonly string[]): URL | null => {
    const found = types.map(type => resources.find(resource => [resource['@type']].flat().includes(type))).find(each => each !== undefined)
    return found === undefined ? null : folderOf(found['@id'], what, url)
  }
  const packages = find(['PackageBaseAddress/3.0.0'])
  if (packages === null) throw badAnswer(what, url, 'it names no PackageBaseAddress/3.0.0')
  return { url, packages, registrations: find(registrationTypes), request }
}

/** All versions of a package that can be fetched, oldest first, with what the feed knows about each. */
export async function listFeed(feed: NugetFeed, id: string): Promise<FeedVersion[]> {
  const what = `the versions of ${id}`
  const url = new URL(`${id.toLowerCase()}/index.json`, feed.packages)
  const answer = await fetchJson(feed.request(url, what))
  if (answer === null) throw missingNugetPackage(id, feed.url.href)
  const { versions } = read(versionsSchema, answer, what, url)
  const details = await readRegistrations(feed, id)
  return versions
    .flatMap(text => parseNugetVersion(text) ?? [])
    .sort(compareNugetVersions)
    .map(version => ({ version, ...(details.get(version.text.toLowerCase()) ?? unknown) }))
}

/** What the feed knows about one version; null when it knows nothing. */
export async function readRegistration(feed: NugetFeed, id: string, version: NugetVersion): Promise<Omit<FeedVersion, 'version'> | null> {
  if (feed.registrations === null) return null
  const what = `the registration of ${id} ${version.text}`
  const url = new URL(`${id.toLowerCase()}/${version.text.toLowerCase()}.json`, feed.registrations)
  const answer = await fetchJson(feed.request(url, what))
  return answer === null ? null : detailsOf(read(leafSchema, answer, what, url))
}

export function packageUrl(feed: NugetFeed, id: string, version: NugetVersion): URL {
  const [name, number] = [id.toLowerCase(), version.text.toLowerCase()]
  return new URL(`${name}/${number}/${name}.${number}.nupkg`, feed.packages)
}

const unknown: Omit<FeedVersion, 'version'> = { published: null, listed: true, deprecated: null }

/** From the one that knows every kind of version down. */
const registrationTypes = ['3.6.0', '3.4.0', '3.0.0-rc', '3.0.0-beta']
  .map(version => `RegistrationsBaseUrl/${version}`)
  .concat('RegistrationsBaseUrl')

/** nuget.org's largest registrations have some 20 MB. */
const largestJson = 64e6
/** Of 64 versions each. */
const mostPages = 500

const indexSchema = z.object({
  resources: z.array(z.object({ '@id': z.string(), '@type': z.union([z.string(), z.array(z.string())]) })),
})
const versionsSchema = z.object({ versions: z.array(z.string()) })
const leafSchema = z.object({ published: z.string().optional(), listed: z.boolean().optional() })
const entrySchema = leafSchema.extend({
  version: z.string(),
  deprecation: z.object({ message: z.string().optional(), reasons: z.array(z.string()).optional() }).optional(),
})
const itemsSchema = z.array(z.object({ catalogEntry: entrySchema }))
const pageSchema = z.object({ items: itemsSchema })
const registrationsSchema = z.object({ items: z.array(z.object({ '@id': z.string(), items: itemsSchema.optional() })) })

async function readRegistrations(feed: NugetFeed, id: string): Promise<Map<string, Omit<FeedVersion, 'version'>>> {
  const details = new Map<string, Omit<FeedVersion, 'version'>>()
  if (feed.registrations === null) return details
  const what = `the registrations of ${id}`
  const url = new URL(`${id.toLowerCase()}/index.json`, feed.registrations)
  const answer = await fetchJson(feed.request(url, what))
  if (answer === null) return details
  const pages = read(registrationsSchema, answer, what, url).items
  if (pages.length > mostPages) throw badAnswer(what, url, `it has ${pages.length} pages, more than ${mostPages}`)
  for (const page of pages) {
    for (const { catalogEntry } of page.items ?? (await readPage(feed, page['@id'], what, url))) {
      const version = parseNugetVersion(catalogEntry.version)
      if (version !== null) details.set(version.text.toLowerCase(), detailsOf(catalogEntry))
    }
  }
  return details
}

async function readPage(feed: NugetFeed, address: string, what: string, from: URL): Promise<z.infer<typeof itemsSchema>> {
  const url = httpUrl(address, what, from)
  return read(pageSchema, await fetchJson(feed.request(url, what)), what, url).items
}

function detailsOf(entry: z.infer<typeof leafSchema> & Partial<z.infer<typeof entrySchema>>): Omit<FeedVersion, 'version'> {
  const time = Date.parse(entry.published ?? '')
  // Feeds date what is unlisted to the year 1900.
  const published = Number.isNaN(time) || time < Date.UTC(1901) ? null : new Date(time).toISOString()
  const { deprecation } = entry
  const deprecated = deprecation === undefined ? null : (deprecation.message ?? deprecation.reasons?.join(', ') ?? 'deprecated')
  return { published, listed: entry.listed ?? true, deprecated }
}

function read<T>(schema: z.ZodType<T>, answer: unknown, what: string, url: URL): T {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw badAnswer(what, url, `${issue!.path.join('.') || 'the whole'}: ${issue!.message}`)
}

/** Addresses in a feed are those of folders, with or without a slash behind. */
function folderOf(address: string, what: string, from: URL): URL {
  return httpUrl(address.endsWith('/') ? address : `${address}/`, what, from)
}

function httpUrl(address: string, what: string, from: URL): URL {
  const url = URL.canParse(address, from) ? new URL(address, from) : null
  if (url === null || !isHttp(url)) throw badAnswer(what, from, `"${address.slice(0, 200)}" is no http or https address`)
  return url
}

function isHttp({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:'
}
