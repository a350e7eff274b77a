// A NuGet feed on this machine, by version 3 of the protocol.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { buildZip, type ZipEntry } from './build-zip.ts'
import { sendFile, serve, type TestServer } from './server.ts'

export interface PublishedPackage {
  readonly version: string
  /** ISO 8601. */
  readonly published: string
  readonly listed?: boolean
  readonly deprecation?: { readonly message?: string; readonly reasons?: readonly string[] }
  readonly files: Readonly<Record<string, string | Uint8Array>>
}

export interface FeedBehaviour {
  /** Whether parts of a package can be asked for. */
  readonly ranges?: boolean
  /** Whether the feed knows dates. */
  readonly registrations?: boolean
  /** Whether what is known stands in pages of their own. */
  readonly pages?: boolean
  /** Answers in place of the feed; true when it did. */
  readonly instead?: (request: IncomingMessage, response: ServerResponse) => boolean
}

/** Its index is at `url` + /v3/index.json. */
export async function nugetFeed(id: string, packages: readonly PublishedPackage[], behaviour: FeedBehaviour = {}): Promise<TestServer> {
  const { ranges = true, registrations = true, pages = false, instead = () => false } = behaviour
  const name = id.toLowerCase()
  const archives = new Map(packages.map(each => [`/flat/${name}/${each.version}/${name}.${each.version}.nupkg`, nupkg(id, each)]))
  const detailsOf = ({ version, published, listed, deprecation }: PublishedPackage) => ({
    version,
    published: listed === false ? '1900-01-01T00:00:00+00:00' : published,
    listed: listed ?? true,
    deprecation,
  })
  const items = packages.map(each => ({ catalogEntry: detailsOf(each) }))
  const documents = (url: string): Record<string, unknown> => ({
    '/v3/index.json': {
      version: '3.0.0',
      resources: [
        { '@id': `${url}/flat/`, '@type': 'PackageBaseAddress/3.0.0' },
        { '@id': `${url}/search`, '@type': 'SearchQueryService' },
        ...(registrations ? [{ '@id': `${url}/registration`, '@type': ['RegistrationsBaseUrl', 'RegistrationsBaseUrl/3.6.0'] }] : []),
      ],
    },
    [`/flat/${name}/index.json`]: { versions: packages.map(({ version }) => version.toLowerCase()) },
    [`/registration/${name}/index.json`]: { count: 1, items: [{ '@id': `${url}/page/1.json`, ...(!pages && { items }) }] },
    '/page/1.json': { items },
    ...Object.fromEntries(packages.map(each => [`/registration/${name}/${each.version}.json`, detailsOf(each)])),
  })
  const server = await serve((request, response) => {
    if (instead(request, response)) return
    const path = request.url ?? ''
    const archive = archives.get(path)
    const document = documents(server.url)[path]
    if (archive !== undefined) sendFile(request, response, archive, ranges)
    else if (document !== undefined) response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))
    else response.writeHead(404).end()
  })
  return server
}

/** A package as NuGet makes them: its files, and what the packaging conventions add. */
export function nupkg(
  id: string,
  { version, files }: Pick<PublishedPackage, 'version' | 'files'>,
  more: readonly ZipEntry[] = [],
): Uint8Array {
  return buildZip([
    { name: '_rels/.rels', content: '<Relationships/>' },
    { name: `${id}.nuspec`, content: `<package><metadata><id>${id}</id><version>${version}</version></metadata></package>` },
    ...Object.entries(files).map(([path, content]) => ({ name: path.split('/').map(encodeURIComponent).join('/'), content })),
    { name: '[Content_Types].xml', content: '<Types/>' },
    ...more,
  ])
}
