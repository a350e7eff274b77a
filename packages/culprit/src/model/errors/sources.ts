// References, and what they name: packages, files in them, engines, builds, ranges.
import { CulpritError, exitCodes } from './culprit-error.ts'
import { notAFile } from './modules.ts'

export function badReference(text: string, why: string): CulpritError {
  return new CulpritError({
    code: 'bad-reference',
    message: `"${text}" names nothing that can be measured: ${why}.`,
    hint: 'References are ./file.wasm, ./folder, npm:name@version, nuget:Id@version, git:revision, or node@24.1.0.',
    data: { reference: text },
  })
}

export function missingFile(path: string): CulpritError {
  const isPackage = /^(?:@[\w.-]+\/)?[\w.-]+@[\w.^~-]+$/.test(path)
  return new CulpritError({
    code: 'missing-file',
    message: `There is no file or folder "${path}".`,
    hint: `Paths are relative to the folder in which the command runs. ${isPackage ? `The package of npm is npm:${path}.` : 'A package is written npm:name@version.'}`,
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

/** `registry` is the host that npm asked; null when npm did not say. A registry answers the same when one may not see a package. */
export function missingPackage(name: string, registry: string | null): CulpritError {
  return new CulpritError({
    code: 'missing-package',
    message: `${registry ?? 'The registry of npm'} has no package "${name}", or none that you may see.`,
    hint: `Check the name with: npm view ${name}. For a private registry, check the .npmrc that npm uses here.`,
    data: { name, registry },
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

/** A zip file that is damaged, or that no honest tool made; `entry` is null when it is about the whole. */
export function badArchive(archive: string, entry: string | null, why: string): CulpritError {
  return new CulpritError({
    code: 'bad-archive',
    message: `${archive} cannot be unpacked: ${entry === null ? '' : `${JSON.stringify(entry)}: `}${why}.`,
    hint: 'Nothing of it was kept. Fetch it again; if it stays so, the archive itself is at fault.',
    data: { archive, entry },
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
