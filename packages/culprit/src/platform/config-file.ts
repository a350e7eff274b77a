import * as fs from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
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
export async function readConfig(path: string | null, cwd: string): Promise<ConfigFile | null> {
  const found = path === null ? await usualIn(cwd) : resolve(cwd, path)
  if (found === null) return null
  const isThere = await fs.stat(found).catch(() => null)
  if (isThere === null) throw noConfig(found)
  const exported: unknown = await import(pathToFileURL(found).href).catch((error: unknown) => {
    throw badConfig(found, error instanceof Error ? error.message : String(error))
  })
  const parsed = configSchema.safeParse((exported as { default?: unknown }).default)
  if (!parsed.success) throw badConfig(found, describe(parsed.error.issues))
  return { path: found, folder: dirname(found), config: parsed.data }
}

async function usualIn(folder: string): Promise<string | null> {
  for (const name of usualNames) {
    const path = join(folder, name)
    if ((await fs.stat(path).catch(() => null)) !== null) return path
  }
  return null
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
