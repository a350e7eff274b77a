/** The exit codes of the command line (docs/exit-codes.md). */
export const exitCodes = { fine: 0, regression: 1, undecided: 2, usage: 64, fault: 70 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/**
 * An error that a user can act on: what happened (with the value and the place), and what to do.
 *
 * Every one of them is made by a function of this file, so that the list below is the documentation.
 */
export class CulpritError extends Error {
  override readonly name = 'CulpritError'
  readonly code: string
  readonly hint: string | null
  readonly exitCode: ExitCode
  readonly data: Readonly<Record<string, unknown>>

  constructor(fields: {
    code: string
    message: string
    hint?: string
    exitCode?: ExitCode
    data?: Readonly<Record<string, unknown>>
    cause?: unknown
  }) {
    super(fields.message, { cause: fields.cause })
    this.code = fields.code
    this.hint = fields.hint ?? null
    this.exitCode = fields.exitCode ?? exitCodes.usage
    this.data = fields.data ?? {}
  }
}

/** A module that the reader cannot read; `offset` is absolute in the file. */
export function invalidModule(what: string, offset: number): CulpritError {
  return new CulpritError({
    code: 'invalid-module',
    message: `${what} (at offset 0x${offset.toString(16)})`,
    hint: 'The file is damaged, or it uses something that this version of culprit does not know. Nothing was counted.',
    data: { offset },
  })
}

/** A static library that the reader cannot read; `offset` is absolute in the file. */
export function invalidArchive(what: string, offset: number): CulpritError {
  return new CulpritError({
    code: 'invalid-archive',
    message: `${what} (at offset 0x${offset.toString(16)})`,
    hint: 'The file is damaged, or it is no library that ar or llvm-ar made.',
    data: { offset },
  })
}

export function noModules(reference: string): CulpritError {
  return new CulpritError({
    code: 'no-modules',
    message: `${reference} has no WebAssembly module: no file begins with 00 61 73 6d, and no script carries one as base64.`,
    hint: 'Name the folder or the package that has the .wasm file. Modules that a script unpacks while it runs are seen by `culprit compare` only.',
    data: { reference },
  })
}

/** `file.wasm#number`; `modules` is how many core modules the file has. */
export function noCoreModule(number: number, layer: 'core' | 'component', modules: number): CulpritError {
  const has = modules === 0 ? 'no core module' : modules === 1 ? 'one core module, #1' : `${modules} core modules, #1 to #${modules}`
  return new CulpritError({
    code: 'no-core-module',
    message:
      layer === 'core'
        ? `There is no core module #${number}: the file is one itself, #1.`
        : `There is no core module #${number}: the component has ${has}.`,
    hint: 'Core modules are counted from 1 in the order of the file, those of nested components included: file.wasm#1.',
    data: { number, modules },
  })
}

/** A reference to one module of several, or to one where there are none or many. */
export function noSuchModule(text: string, why: string): CulpritError {
  return new CulpritError({
    code: 'no-such-module',
    message: `${JSON.stringify(text)}: ${why}.`,
    hint: '`culprit inspect` lists the modules of a file, folder or package; file.js#2 is the second one inside a file.',
    data: { text },
  })
}

export function notAFile(path: string): CulpritError {
  return new CulpritError({
    code: 'not-a-file',
    message: `"${path}" is a folder, and a .wasm file is needed.`,
    hint: 'Name the file itself.',
    data: { path },
  })
}

/** The same error with the file that it is about. */
export function unreadableModule(path: string, error: CulpritError): CulpritError {
  return new CulpritError({
    code: error.code,
    message: `${path}: ${error.message}`,
    hint: error.hint ?? '',
    data: { ...error.data, path },
    cause: error,
  })
}

/** `why` says what the two modules do not have in common. */
export function noTwin(why: string): CulpritError {
  return new CulpritError({
    code: 'no-twin',
    message: `No names can be taken from the other module: ${why}.`,
    hint: 'Names come from a build of the very same code that was not stripped, or from a .symbols file. `culprit diff` compares modules that differ.',
  })
}

export function badSymbolFile(why: string, line: number): CulpritError {
  return new CulpritError({
    code: 'bad-symbol-file',
    message: `This is no file of symbols: ${why} (at line ${line}).`,
    hint: 'Each line of such a file is index:name, as `emcc --emit-symbol-map` writes it.',
    data: { line },
  })
}

export function badSourceMap(why: string): CulpritError {
  return new CulpritError({
    code: 'bad-source-map',
    message: `The source map cannot be read: ${why}.`,
    hint: 'It has to be a source map of version 3, as `emcc -gsource-map` writes it beside the module.',
  })
}

export function badReference(text: string, why: string): CulpritError {
  return new CulpritError({
    code: 'bad-reference',
    message: `"${text}" names nothing that can be measured: ${why}.`,
    hint: 'References are ./file.wasm, ./folder, npm:name@version, nuget:Id@version, git:revision, or node@24.1.0.',
    data: { reference: text },
  })
}

export function missingFile(path: string): CulpritError {
  return new CulpritError({
    code: 'missing-file',
    message: `There is no file or folder "${path}".`,
    hint: 'Paths are relative to the folder in which the command runs. A package is written npm:name@version.',
    data: { path },
  })
}

/** The error of the system when a file or folder that a user named could not be read. */
export function unreadableFile(path: string, cause: unknown): CulpritError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null
  if (code === 'ENOENT' || code === 'ENOTDIR') return missingFile(path)
  if (code === 'EISDIR') return notAFile(path)
  return new CulpritError({
    code: 'unreadable-file',
    message: `"${path}" cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: 'Look at its permissions, and whether it is a file or folder at all.',
    data: { path },
    cause,
  })
}

export function missingPackage(name: string): CulpritError {
  return new CulpritError({
    code: 'missing-package',
    message: `npm knows no package "${name}".`,
    hint: `Check the name with: npm view ${name}. For a private registry, check the .npmrc that npm uses here.`,
    data: { name },
  })
}

export function missingVersion(name: string, range: string, known: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'missing-version',
    message: `npm:${name} has no version "${range}".`,
    hint: known.length === 0 ? 'The registry lists no version at all.' : `The newest versions are ${known.slice(-8).join(', ')}.`,
    data: { name, range, known },
  })
}

/** A version that the registry lists and npm does not get: its files, or a dependency of it, are gone. */
export function vanishedVersion(name: string, version: string): CulpritError {
  return new CulpritError({
    code: 'vanished-version',
    message: `npm:${name}@${version} cannot be installed: the registry lists it, and has not all files of it and its dependencies any more.`,
    hint: `See what npm says: npm install ${name}@${version}. Another version may be whole.`,
    data: { name, version },
  })
}

/** A date in the place of a version; `first` is when the first version was published, null when no date is known. */
export function nothingPublished(source: string, day: string, first: string | null): CulpritError {
  return new CulpritError({
    code: 'nothing-published',
    message: `${source} had no version on ${day}.`,
    hint: first === null ? 'No version of it has a date; name versions by their numbers.' : `Its first one is of ${first.slice(0, 10)}.`,
    data: { source, day },
  })
}

export function badFeed(address: string, why: string): CulpritError {
  return new CulpritError({
    code: 'bad-feed',
    message: `"${address}" is no NuGet feed: ${why}.`,
    hint: 'Name the index of a version 3 feed, such as --nuget-feed https://api.nuget.org/v3/index.json.',
    data: { address },
  })
}

export function missingNugetPackage(id: string, feed: string): CulpritError {
  return new CulpritError({
    code: 'missing-package',
    message: `The feed ${feed} has no package "${id}".`,
    hint: 'Check the name, and name another feed with --nuget-feed; builds of every day are not on nuget.org.',
    data: { id, feed },
  })
}

export function missingNugetVersion(id: string, version: string, known: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'missing-version',
    message: `nuget:${id} has no version "${version}".`,
    hint: known.length === 0 ? 'The feed lists no version at all.' : `The newest versions are ${known.slice(-8).join(', ')}.`,
    data: { id, version, known },
  })
}

/** A file that a reference names inside a package. */
export function missingInPackage(archive: string, file: string, similar: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'missing-in-package',
    message: file === '' ? `${archive} has no files.` : `${archive} has no file "${file}".`,
    hint: similar.length === 0 ? 'Leave out # and what follows to get all its files.' : `It has: ${similar.slice(0, 8).join(', ')}.`,
    data: { archive, file },
  })
}

/** A runtime pack none of whose native files an application has. */
export function packWithoutPlace(pack: string, application: string, natives: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'pack-without-place',
    message: `No file of ${application} has the name of a native file of ${pack}.`,
    hint:
      natives.length === 0
        ? 'The package has no runtimes/browser-wasm/native/, so it is no runtime pack of WebAssembly.'
        : `It has ${natives.slice(0, 6).join(', ')}. --app names the published application, the folder with _framework in it.`,
    data: { pack, application, natives },
  })
}

/** npm failed for another reason than that the package does not exist; nothing was measured, so nothing can be concluded. */
export function npmFailed(command: string, detail: string): CulpritError {
  return new CulpritError({
    code: 'npm-failed',
    message: `${command} failed: ${detail}`,
    hint: 'Run the command by hand to see what npm says. Versions that are in the cache already need no registry.',
    exitCode: exitCodes.undecided,
  })
}

/** The network or a server failed, and went on failing when asked again. */
export function networkFailed(what: string, url: URL, detail: string, attempts: number): CulpritError {
  return new CulpritError({
    code: 'network-failed',
    message: `Could not fetch ${what} from ${url.host}: ${detail}, in ${attempts} attempts (${addressOf(url)}).`,
    hint: 'Nothing half-fetched was kept. Run the command again when the host can be reached; a run that had begun goes on with `culprit resume`.',
    exitCode: exitCodes.undecided,
    data: { what, host: url.host, url: addressOf(url), detail },
  })
}

/** A server's refusal that asking again does not change. */
export function refusedByServer(what: string, url: URL, status: number): CulpritError {
  return new CulpritError({
    code: 'refused-by-server',
    message: `${url.host} refuses ${what}: it answered ${status} (${addressOf(url)}).`,
    hint:
      status === 401 || status === 403
        ? 'It wants a login, which culprit has none for. Fetch the files by hand into a folder and name the folder.'
        : 'Open the address in a browser to see what it says.',
    exitCode: exitCodes.undecided,
    data: { what, url: addressOf(url), status },
  })
}

/** A server answered, and with something else than it was asked for. */
export function badAnswer(what: string, url: URL, why: string): CulpritError {
  return new CulpritError({
    code: 'bad-answer',
    message: `What ${url.host} sent for ${what} cannot be used: ${why} (${addressOf(url)}).`,
    hint: 'Look whether this is the right address, and whether a proxy or a login page stands in between.',
    exitCode: exitCodes.undecided,
    data: { what, url: addressOf(url) },
  })
}

export function downloadTooLarge(what: string, url: URL, limit: number): CulpritError {
  return new CulpritError({
    code: 'download-too-large',
    message: `${what} from ${url.host} is larger than ${limit / 1e6} MB, the most that is fetched (${addressOf(url)}).`,
    hint: 'Fetch it by hand, and name the file or folder in it that is to be measured.',
    data: { what, url: addressOf(url), limit },
  })
}

/** An address without a user, a password or a query, which may be secrets. */
function addressOf({ origin, pathname }: URL): string {
  return `${origin}${pathname}`
}

/** A zip file that is damaged, or that no honest tool made; `entry` is null when it is about the whole. */
export function badArchive(archive: string, entry: string | null, why: string): CulpritError {
  return new CulpritError({
    code: 'bad-archive',
    message: `${archive} cannot be unpacked: ${entry === null ? '' : `${JSON.stringify(entry)}: `}${why}.`,
    hint: 'Nothing of it was kept. Fetch it again; if it stays so, the archive itself is at fault.',
    data: { archive, entry },
  })
}

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

export function tooManyVersions(range: string, count: number, limit: number): CulpritError {
  return new CulpritError({
    code: 'too-many-versions',
    message: `${range} has ${count} versions, more than ${limit}.`,
    hint: 'Name two that are closer together.',
    data: { range, count, limit },
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

/** A version that cannot be measured, because it cannot be built: nothing is concluded about it. `log` is the end of what was printed. */
export function buildFailed(name: string, command: readonly string[], how: string, log: string): CulpritError {
  const lines = log.trimEnd().split('\n').slice(-12)
  const what = command.length === 0 ? 'it' : command.map(word => (/[\s'"]/.test(word) ? `'${word}'` : word)).join(' ')
  return new CulpritError({
    code: 'build-failed',
    message: [`${name} cannot be built: ${what} ${how}.`, ...lines.filter(line => line !== '').map(line => `  | ${line}`)].join('\n'),
    hint: 'Check out that commit and run the command there. --build-time-limit gives it more time, --build-output names the file or folder that is wanted.',
    exitCode: exitCodes.undecided,
    data: { name, command, how, log },
  })
}

export function treeTooLarge(path: string, why: string): CulpritError {
  return new CulpritError({
    code: 'tree-too-large',
    message: `"${path}" is too large to be a variant: ${why}.`,
    hint: 'Point at the folder that holds only what the workload loads.',
    data: { path },
  })
}

export function missingExport(path: string, name: string, known: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'missing-export',
    message: `${path} exports no function "${name}".`,
    hint:
      known.length === 0
        ? 'It exports no functions at all.'
        : `It exports: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}.`,
    data: { path, name },
  })
}

/** A function that was named by its index or its name. */
export function missingFunction(path: string, wanted: string, functions: number, similar: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'missing-function',
    message: `${path} has no function "${wanted}".`,
    hint:
      similar.length === 0
        ? `It has ${functions} functions, of which names are in the name section, in imports and in exports. An index works too.`
        : `Names that contain it: ${similar.join(', ')}.`,
    data: { path, function: wanted },
  })
}

export function ambiguousFunction(path: string, wanted: string, indices: readonly number[]): CulpritError {
  return new CulpritError({
    code: 'ambiguous-function',
    message: `${path} has ${indices.length} functions "${wanted}".`,
    hint: `Name one by its index: ${indices.slice(0, 20).join(', ')}${indices.length > 20 ? ', …' : ''}.`,
    data: { path, function: wanted, indices },
  })
}

/** A function that was paired with none of the other side. */
export function noPartner(wanted: string, index: number, path: string): CulpritError {
  return new CulpritError({
    code: 'no-partner',
    message: `No function of ${path} was found to be the same as "${wanted}".`,
    hint: `Name both by their indices: --function ${index}:<index>. \`culprit diff\` without --function lists functions without a partner.`,
    data: { path, function: wanted, index },
  })
}

export function badArguments(message: string): CulpritError {
  return new CulpritError({ code: 'bad-arguments', message, hint: 'See `culprit --help` and docs/workloads.md.' })
}

export function badWorkload(path: string, why: string): CulpritError {
  return new CulpritError({
    code: 'bad-workload',
    message: `The workload ${path} cannot be used: ${why}.`,
    hint: 'A workload is an ES module that exports run(state) and, if it needs preparation, setup({ dir }). `culprit init` writes one to start from.',
    data: { path },
  })
}

export function commandIsNoWorkload(): CulpritError {
  return badArguments('A command that calls versions good or bad is for bisections only; nothing can be measured with it.')
}

/** `why` says what happened when it was started in the folder of an end of the range. */
export function predicateNotRun(command: readonly string[], version: string, why: string, log: string): CulpritError {
  const lines = log
    .trimEnd()
    .split('\n')
    .slice(-6)
    .filter(line => line !== '')
  return new CulpritError({
    code: 'predicate-not-run',
    message: [`The command ${command[0]} cannot be run on ${version}: ${why}.`, ...lines.map(line => `  | ${line}`)].join('\n'),
    hint: 'It is run in the folder of each version, without a shell. Give a path that begins with ./ to a program beside you, the full path of other files, or "sh -c \'…\'"; a script needs its first line (#!) and to be executable (chmod +x).',
    data: { command, version },
  })
}

export function missingRelease(engine: string, version: string, known: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'missing-version',
    message: `There is no release "${version}" of ${engine} on npm for this platform.`,
    hint: known.length === 0 ? 'None at all is listed there.' : `The newest are ${known.slice(-8).join(', ')}.`,
    data: { engine, version },
  })
}

export function unknownEngine(text: string): CulpritError {
  return new CulpritError({
    code: 'unknown-engine',
    message: `The engine "${text}" is not supported.`,
    hint: 'Engines are node (the one that runs culprit) and node@x.y.z (fetched from npm).',
    data: { engine: text },
  })
}

export function badFlags(engine: string, flags: readonly string[], detail: string): CulpritError {
  return new CulpritError({
    code: 'bad-flags',
    message: `${engine} does not start with the flags "${flags.join(' ')}": ${detail}`,
    hint: 'Check --flags, --baseline-flags and --candidate-flags; `node --v8-options` lists what V8 knows.',
    data: { engine, flags },
  })
}

/** The disk, or a limit on file sizes, stopped a write. What was stored before is intact. */
export function storeFull(path: string, cause: unknown): CulpritError {
  return new CulpritError({
    code: 'store-full',
    message: `Could not write ${path}: ${cause instanceof Error ? cause.message : String(cause)}.`,
    hint: 'Make room (`culprit clean` removes caches and old runs) or choose another place with --store. What was measured before is kept.',
    exitCode: exitCodes.undecided,
    cause,
  })
}

/** `full` tells a disk without room, which another try may find otherwise, from a place that cannot be written. */
export function unwritableOutput(path: string, cause: Error, full: boolean): CulpritError {
  return new CulpritError({
    code: 'unwritable-output',
    message: `Could not write ${JSON.stringify(path)}: ${cause.message}.`,
    hint: full ? 'Make room, or name another file with --output.' : 'Name a file that can be written with --output.',
    exitCode: full ? exitCodes.undecided : exitCodes.usage,
    data: { path },
    cause,
  })
}

export function storeUnusable(path: string, cause: unknown): CulpritError {
  return new CulpritError({
    code: 'store-unusable',
    message: `The store ${path} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`,
    hint: 'Choose another place with --store, or mend its permissions.',
    cause,
  })
}

export function unknownRun(id: string, known: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'unknown-run',
    message: `The store has no run "${id}".`,
    hint: known.length === 0 ? 'It has no runs yet.' : `Its newest runs are ${known.slice(0, 5).join(', ')}.`,
    data: { id },
  })
}

export function damagedRun(id: string, what: string): CulpritError {
  return new CulpritError({
    code: 'damaged-run',
    message: `Run ${id} cannot be read: ${what}.`,
    hint: 'Its other files are left as they are. Start a new run with the same command.',
    data: { id },
  })
}

export function runInUse(id: string, pid: number): CulpritError {
  return new CulpritError({
    code: 'run-in-use',
    message: `Run ${id} is being measured by process ${pid}.`,
    hint: 'Wait for it, or stop it first.',
    exitCode: exitCodes.undecided,
    data: { id, pid },
  })
}

/** Something that a resumed run depends on is no longer what it was, so the old and the new samples must not be mixed. */
export function changedSinceStart(id: string, what: string): CulpritError {
  return new CulpritError({
    code: 'changed-since-start',
    message: `Run ${id} cannot go on: ${what} changed since it was started, and samples from before and after must not be mixed.`,
    hint: 'Start a new run; the samples of this one are kept.',
    data: { id },
  })
}

/** Ctrl-C, or a signal that asks to end. */
export function interrupted(run: string | null): CulpritError {
  return new CulpritError({
    code: 'interrupted',
    message: 'Interrupted.',
    hint: run === null ? 'Nothing was measured yet.' : `Every finished launch is kept. Go on with: culprit resume ${run}`,
    exitCode: exitCodes.undecided,
    data: { run },
  })
}

/** An error that ended a run, and how to go on with the run once its reason is gone. */
export function goOn(error: CulpritError, run: string): CulpritError {
  const { code, message, hint, exitCode, data } = error
  const how = `Go on with: culprit resume ${run}`
  return new CulpritError({ code, message, hint: hint === null ? how : `${hint} ${how}`, exitCode, data: { ...data, run }, cause: error })
}

export function fileExists(path: string): CulpritError {
  return new CulpritError({
    code: 'file-exists',
    message: `${path} exists already and is not overwritten.`,
    hint: 'Choose another name, or remove the file first.',
    data: { path },
  })
}

export function badQuery(message: string): CulpritError {
  return new CulpritError({
    code: 'bad-query',
    message: `The query failed: ${message}.`,
    hint: 'Tables and columns are described in docs/sql.md; `culprit sql "select name, sql from sqlite_schema"` shows them.',
  })
}

/** The run has no result yet. */
export function unfinishedRun(id: string, state: string): CulpritError {
  return new CulpritError({
    code: 'unfinished-run',
    message: `Run ${id} has no result: it is ${state}.`,
    hint: `Go on with: culprit resume ${id}`,
    exitCode: exitCodes.undecided,
    data: { id, state },
  })
}

/** A profile of another tool that cannot be read; `place` is a line or a field in it, null when it is about the whole file. */
export function badProfile(what: string, place: string | null): CulpritError {
  return new CulpritError({
    code: 'bad-profile',
    message: `The profile cannot be read: ${what}${place === null ? '' : ` (${place})`}.`,
    hint: 'Read are .cpuprofile files of V8, folded stacks, speedscope files, Chrome traces and profile documents of culprit.',
    data: { place },
  })
}

/** A module that is sound but cannot be rewritten. */
export function cannotInstrument(why: string, hint: string): CulpritError {
  return new CulpritError({ code: 'cannot-instrument', message: `The module cannot be instrumented: ${why}.`, hint })
}

export function programNotStarted(file: string, cause: unknown): CulpritError {
  const detail = cause instanceof Error ? cause.message : String(cause)
  return new CulpritError({
    code: 'program-not-started',
    message: `${JSON.stringify(file)} could not be started: ${detail}`,
    hint: 'Name the program and its arguments behind --, as in: culprit profile -- node app.mjs',
    data: { file },
    cause,
  })
}

/** Nothing was measured, which is never a success. */
export function nothingProfiled(program: string, notes: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'nothing-profiled',
    message: [`${program}: no module did anything where it could be seen.`, ...notes].join(' '),
    hint: 'Seen are Node processes, their threads, and what they compile with WebAssembly.compile, instantiate or Module. Does the program get as far as that?',
    exitCode: exitCodes.undecided,
    data: { program },
  })
}

/** A workload did not run where it had to. */
export function launchFailed(
  program: string,
  failed: { readonly cause: string; readonly phase: string; readonly message: string },
): CulpritError {
  return new CulpritError({
    code: 'launch-failed',
    message: `${program}: ${failed.cause} during ${failed.phase}: ${failed.message}`,
    hint: 'The same workload has to run in `culprit compare` first.',
    exitCode: exitCodes.undecided,
    data: { program, cause: failed.cause, phase: failed.phase },
  })
}

/** An instance of a module that counts in a helper was used without the helper. */
export function helperNotLinked(): CulpritError {
  return new CulpritError({
    code: 'helper-not-linked',
    message: 'The instance has no nodes to read: its helper was not linked, so nothing was counted.',
    hint: 'Put the functions of the helper module into the exported table before the instance is used; docs/instrument.md shows how.',
  })
}

export function sameFile(input: string, output: string): CulpritError {
  return new CulpritError({
    code: 'same-file',
    message: `${output} is the module itself (${input}), which is never overwritten.`,
    hint: 'Choose another name with -o.',
    data: { input, output },
  })
}
