import { usualSourceOptions, type SourceOptions } from '../model/source-options.ts'
import type { SourceFlags } from './options.ts'

/** What was chosen about the sources, and the usual for the rest. */
export function sourceOptionsOf({ nugetFeed }: SourceFlags): SourceOptions {
  return { nugetFeed: nugetFeed ?? usualSourceOptions.nugetFeed }
}
