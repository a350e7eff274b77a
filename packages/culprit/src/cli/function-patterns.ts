import { badArguments } from '../model/errors.ts'

/** `--only` and `--skip` of the commands that instrument; what is no regular expression is refused before anything runs. */
export function functionPatterns({ only, skip }: { readonly only?: string; readonly skip?: string }) {
  for (const pattern of [only, skip]) if (pattern !== undefined) check(pattern)
  return { only: only ?? null, skip: skip ?? null }
}

function check(pattern: string): void {
  try {
    RegExp(pattern)
  } catch (error) {
    throw badArguments(`${JSON.stringify(pattern)} is no regular expression: ${error instanceof Error ? error.message : String(error)}`)
  }
}
