import * as fs from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isPromise } from 'node:util/types'
import type * as z from 'zod'
import { badConfig, noConfig } from '../model/errors.ts'
import { configSchema, type Config } from '../model/config.ts'

export interface ConfigFile {
  readonly path: string
  /** Paths in the configuration are relative to it. */
  readonly folder: string
  readonly config: Config
}

const usualNames = ['culprit.config.ts', 'culprit.config.mts', 'culprit.config.mjs', 'culprit.config.js']

/**
 * The configuration at `path`, relative to `cwd`, or the one that stands in `cwd` under a usual name; null when none was named and none is there.
 * It is a program of the user's and is run. `bad-config` when that fails, or when what it exports is no configuration, with the place.
 */
export async function readConfig(path: string | null, cwd: string, timeLimitMs = longestLoadMs): Promise<ConfigFile | null> {
  const found = path === null ? await usualIn(cwd) : resolve(cwd, path)
  if (found === null) return null
  const isThere = await fs.stat(found).catch(() => null)
  if (isThere === null) throw noConfig(found)
  return { path: found, folder: dirname(found), config: parseConfig((await load(found, timeLimitMs)).default, found) }
}

/** The first one in a folder that has a usual name. */
export async function usualIn(folder: string): Promise<string | null> {
  for (const name of usualNames) {
    const path = join(folder, name)
    if ((await fs.stat(path).catch(() => null)) !== null) return path
  }
  return null
}

/** A configuration may ask others before it exports, but not for ever. */
const longestLoadMs = 60_000

async function load(path: string, timeLimitMs: number): Promise<{ default?: unknown }> {
  // Without the timer, a program that awaits what never comes would end culprit without a word.
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(badConfig(path, `it did not load within ${timeLimitMs / 1000} s`)), timeLimitMs)
  })
  const loaded = (import(pathToFileURL(path).href) as Promise<{ default?: unknown }>).catch((error: unknown) => {
    throw badConfig(path, isCommonJs(error, path) ? moduleName(path) : wordsOf(error))
  })
  try {
    return await Promise.race([loaded, late])
  } finally {
    clearTimeout(timer)
  }
}

function parseConfig(exported: unknown, path: string): Config {
  // An object without any fields, which would be the empty configuration.
  if (isPromise(exported)) throw badConfig(path, 'the default export is a promise; export what it gives, as in `export default await …`')
  let parsed
  try {
    parsed = configSchema.safeParse(exported)
  } catch (error) {
    // A getter of the user's.
    throw badConfig(path, wordsOf(error))
  }
  if (!parsed.success) throw badConfig(path, describe(parsed.error.issues))
  return parsed.data
}

/** Whether Node took the file for CommonJS, as in a package that says so, which those of `npm init` do. */
function isCommonJs(error: unknown, path: string): boolean {
  return (
    error instanceof SyntaxError &&
    /\.[jt]s$/.test(path) &&
    /Unexpected token 'export'|import statement outside a module/.test(error.message)
  )
}

function moduleName(path: string): string {
  return `its package.json says that it is no ES module; call it ${basename(path).replace(/([jt]s)$/, 'm$1')}`
}

/** Of whatever a configuration threw. */
function wordsOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown)
  } catch {
    return 'it threw what cannot be written as text'
  }
}

/** Each problem with its place. Of what may be one of two things, the problems of the one that it is nearer to. */
function describe(issues: readonly z.core.$ZodIssue[], before: readonly PropertyKey[] = []): string {
  return issues
    .map(issue => {
      const path = [...before, ...issue.path]
      if (issue.code !== 'invalid_union' || issue.errors.length === 0)
        return `${path.map(String).join('.') || 'the default export'}: ${issue.message}`
      const nearest = issue.errors.toSorted((a, b) => unknownKeys(a) - unknownKeys(b) || a.length - b.length)[0]!
      return describe(nearest, path)
    })
    .join('; ')
}

function unknownKeys(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0)
}
