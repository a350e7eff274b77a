/**
 * `owner/repo` of an address on GitHub, in any form that clones and package.json have: https, ssh, git@host:, github:owner/repo, or the bare
 * name. Null for every other host, and for what is no such name. A user or password in the address is dropped.
 */
export function githubName(address: string, hosts: readonly string[] = ['github.com', 'www.github.com']): string | null {
  if (address.length > 500) return null
  const bare = /^(?:github:)?([\w.-]+)\/([\w.-]+)$/.exec(address)
  const scp = /^[\w.-]+@([\w.-]+):([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(address)
  if (bare !== null) return nameOf(bare[1]!, bare[2]!)
  if (scp !== null) return hosts.includes(scp[1]!.toLowerCase()) ? nameOf(scp[2]!, scp[3]!) : null
  const url = URL.parse(address.replace(/^git\+/, ''))
  if (url === null || !/^(?:https?|ssh|git):$/.test(url.protocol) || !hosts.includes(url.host.toLowerCase())) return null
  const [, owner = '', repository = ''] = url.pathname.split('/')
  return nameOf(owner, repository)
}

function nameOf(owner: string, repository: string): string | null {
  const name = repository.replace(/\.git$/, '')
  const isName = (text: string) => /^\w[\w.-]{0,99}$|^\.[\w.-]*\w[\w.-]*$/.test(text) && !/^\.+$/.test(text)
  return isName(owner) && isName(name) ? `${owner}/${name}` : null
}
