// Repositories, commits, and the rules that rank them.
import { CulpritError, exitCodes } from './culprit-error.ts'

export function gitFailed(args: readonly string[], detail: string): CulpritError {
  return new CulpritError({
    code: 'git-failed',
    message: `git ${args.join(' ')} failed: ${detail}`,
    hint: 'Run the command by hand in the repository to see what git says.',
    exitCode: exitCodes.undecided,
    data: { args },
  })
}

export function notARepository(folder: string, why: string): CulpritError {
  return new CulpritError({
    code: 'no-repository',
    message: `"${folder}" is no git repository: ${why}.`,
    hint: 'git:revision is of the folder in which the command runs; another one is written git:path/to/repository#revision.',
    data: { folder },
  })
}

/** A revision that GitHub does not find. */
export function missingRemoteRevision(repository: string, revision: string): CulpritError {
  return new CulpritError({
    code: 'missing-version',
    message: `${repository} has no commit "${revision}" on GitHub.`,
    hint: 'Name a branch, a tag or a whole hash that was pushed.',
    data: { repository, revision },
  })
}

/** What was given as a repository, and is neither a folder nor the name of one on GitHub. */
export function noSuchRepository(text: string): CulpritError {
  return new CulpritError({
    code: 'no-repository',
    message: `"${text}" is no repository: there is no such folder, and it is no owner/repo of GitHub.`,
    hint: 'Name the folder of a clone, owner/repo, or https://github.com/owner/repo. For a GitHub Enterprise server set GITHUB_API_URL=https://HOST/api/v3.',
    data: { repository: text },
  })
}

export function missingRevision(folder: string, revision: string): CulpritError {
  return new CulpritError({
    code: 'missing-version',
    message: `The repository ${folder} has no commit "${revision}".`,
    hint: `Check it with: git rev-parse ${JSON.stringify(revision)}. A shallow clone has only its newest commits: git fetch --unshallow.`,
    data: { folder, revision },
  })
}

/** Two commits of which neither comes from the other; `base` is where they part, null when they have nothing in common. */
export function unrelatedCommits(a: string, b: string, base: string | null): CulpritError {
  return new CulpritError({
    code: 'unrelated-commits',
    message: `There are no versions from ${a} to ${b}: neither comes from the other.`,
    hint: base === null ? 'They have no commit in common.' : `They part at ${base}: take that one for the older side.`,
    data: { a, b, base },
  })
}

/** Neither the package nor the repository says which commits a release was made from. */
export function noCommitRange(repository: string, name: string, version: string): CulpritError {
  return new CulpritError({
    code: 'no-commit-range',
    message: `${repository} has no commit or tag for ${name} ${version}, and its date is not known.`,
    hint: 'Name the revisions yourself, with --repo, --from and --to.',
    exitCode: exitCodes.undecided,
    data: { repository, name, version },
  })
}

/** A package that does not say where it is developed, or says a place that cannot be read. */
export function noRepositoryOf(name: string, address: string | null): CulpritError {
  return new CulpritError({
    code: 'no-commit-range',
    message:
      address === null
        ? `${name} does not say where it is developed.`
        : `${name} is developed at ${JSON.stringify(address.slice(0, 200))}, which is not on GitHub.`,
    hint: 'Clone its repository and name the folder with --repo.',
    exitCode: exitCodes.undecided,
    data: { name, address },
  })
}

export function tooManyCommits(repository: string, count: number | null, limit: number): CulpritError {
  return new CulpritError({
    code: 'too-many-commits',
    message: `The window has ${count === null ? 'more than' : `${count} commits of ${repository}, more than`} ${limit}${count === null ? ` commits of ${repository}` : ''}.`,
    hint: 'Take a shorter one with --after and --before, or with --from and --to.',
    data: { repository, count, limit },
  })
}

/** GitHub's limit of requests is used up; `reset` is when it begins anew, ISO 8601, null when it did not say. */
export function rateLimited(host: string, reset: string | null, hasToken: boolean): CulpritError {
  const until = reset === null ? '' : ` until ${reset.slice(0, 16).replace('T', ' ')} UTC`
  return new CulpritError({
    code: 'rate-limited',
    message: `${host} answers no more requests${until}: its limit is used up.`,
    hint: `${hasToken ? 'Wait until then' : 'Set GITHUB_TOKEN, which has a larger limit'}, or clone the repository and name the folder.`,
    exitCode: exitCodes.undecided,
    data: { host, reset },
  })
}

/** GitHub does not show a repository, or says that there is none; for a private one these are the same. */
export function unreadableRepository(repository: string, host: string, status: number, hasToken: boolean): CulpritError {
  return new CulpritError({
    code: 'no-repository',
    message: `${host} shows no repository "${repository}" (it answered ${status}).`,
    hint: hasToken
      ? 'Check its name, and whether GITHUB_TOKEN is valid and may read it. A clone is named by its folder.'
      : 'Check its name. A private repository needs GITHUB_TOKEN; a clone is named by its folder.',
    exitCode: status === 404 ? exitCodes.usage : exitCodes.undecided,
    data: { repository, host, status },
  })
}

export function badGithubAddress(value: string): CulpritError {
  return new CulpritError({
    code: 'bad-arguments',
    message: `GITHUB_API_URL has ${JSON.stringify(value.slice(0, 200))}, which is no address.`,
    hint: 'It is https://api.github.com, or https://HOST/api/v3 for a GitHub Enterprise server.',
  })
}

export function badSuspectRules(path: string, why: string, presets: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'bad-rules',
    message: `The rules in "${path}" cannot be used: ${why}.`,
    hint: `docs/suspects.md shows how rules are written. Those that ship are ${presets.join(', ')}.`,
    data: { path },
  })
}
