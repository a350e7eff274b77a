import * as fs from 'node:fs/promises'
import { resolve } from 'node:path'
import * as z from 'zod'
import { badSuspectRules, unreadableFile } from '../model/errors.ts'
import { suspectRulesSchema } from '../model/suspect-rules.ts'
import { preset, presetFor, presetNames, rulesFrom, type Rules } from '../suspects/index.ts'

/** The rules for a repository: those that were asked for, by a preset's name or in a file of JSON; otherwise the ones that ship for it. */
export async function readRules(asked: string | null, cwd: string, github: string | null): Promise<Rules> {
  if (asked === null) return presetFor(github)
  const named = preset(asked)
  if (named !== null) return named
  const path = resolve(cwd, asked)
  const { size } = await fs.stat(path).catch(error => {
    throw unreadableFile(asked, error)
  })
  if (size > largestFile) throw badSuspectRules(asked, `it has ${size} bytes, more than ${largestFile}`, presetNames)
  const text = await fs.readFile(path, 'utf8').catch(error => {
    throw unreadableFile(asked, error)
  })
  const parsed = suspectRulesSchema.safeParse(jsonOf(text, asked))
  if (!parsed.success) throw badSuspectRules(asked, firstIssue(parsed.error), presetNames)
  const rules = rulesFrom(asked, parsed.data)
  if (rules === null) throw badSuspectRules(asked, `it extends "${parsed.data.extends}", and there are no such rules`, presetNames)
  return rules
}

const largestFile = 1e6

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badSuspectRules(path, `it is no JSON (${error instanceof Error ? error.message : String(error)})`, presetNames)
  }
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues
  return issue === undefined ? 'it is no rules' : `${issue.path.join('.') || 'the whole'}: ${issue.message}`
}
