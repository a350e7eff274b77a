// A registry of npm on this machine: real packages over real HTTP, for the user's own npm.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { emptyFolder } from './program.ts'
import { serve, type TestServer } from './server.ts'

export interface PublishedVersion {
  readonly version: string
  /** ISO 8601. */
  readonly date: string
  readonly deprecated?: string
  /** The commit that it was published from. */
  readonly gitHead?: string
  /** The address of its repository. */
  readonly repository?: string
  /** Beside what every package here has. */
  readonly files?: Readonly<Record<string, string>>
  /** Listed, and not to be fetched any more. */
  readonly vanished?: boolean
}

/** A registry with one package, and a folder whose .npmrc names it. */
export async function npmRegistry(name: string, versions: readonly PublishedVersion[]): Promise<{ cwd: string; server: TestServer }> {
  const server = await serve((request, response) => {
    const path = decodeURIComponent(request.url ?? '')
    const tarball = versions.find(({ version }) => path.endsWith(`/${version}.tgz`))
    if (tarball !== undefined && !tarball.vanished) response.end(pack(name, tarball))
    else if (path === `/${name}`) response.end(JSON.stringify(packageDocument()))
    else response.writeHead(404).end('{}')
  })
  const packageDocument = () => {
    const documents = versions.map(each => [
      each.version,
      {
        name,
        version: each.version,
        deprecated: each.deprecated,
        gitHead: each.gitHead,
        repository: each.repository === undefined ? undefined : { type: 'git', url: each.repository },
        dist: {
          tarball: `${server.url}/${each.version}.tgz`,
          integrity: `sha512-${createHash('sha512').update(pack(name, each)).digest('base64')}`,
        },
      },
    ])
    return {
      name,
      'dist-tags': { latest: versions.at(-1)!.version },
      versions: Object.fromEntries(documents),
      time: Object.fromEntries(versions.map(({ version, date }) => [version, date])),
    }
  }
  const cwd = emptyFolder()
  writeFileSync(join(cwd, 'package.json'), '{ "private": true }')
  writeFileSync(join(cwd, '.npmrc'), `registry=${server.url}/\ncache=${join(cwd, 'npm-cache')}\n`)
  return { cwd, server }
}

const packed = new Map<string, Buffer>()

/** The same bytes each time, because npm checks them against their hash. */
function pack(name: string, { version, files = {} }: PublishedVersion): Buffer {
  const key = JSON.stringify([name, version, files])
  const known = packed.get(key)
  if (known !== undefined) return known
  const folder = emptyFolder()
  mkdirSync(join(folder, 'package'))
  writeFileSync(join(folder, 'package', 'package.json'), JSON.stringify({ name, version, main: 'index.js' }))
  writeFileSync(join(folder, 'package', 'index.js'), `module.exports = ${JSON.stringify(version)}\n`)
  for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, 'package', path), content)
  const file = join(folder, 'package.tgz')
  execFileSync('tar', ['-czf', file, '-C', folder, 'package'])
  const bytes = readFileSync(file)
  packed.set(key, bytes)
  return bytes
}
