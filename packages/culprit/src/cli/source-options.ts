import { isAbsolute } from 'node:path'
import { badArguments } from '../model/errors.ts'
import type { SourceOptions } from '../model/source-options.ts'
import { usualSourceOptions } from '../model/usual-source-options.ts'
import { commandWords } from './command-words.ts'
import type { SourceFlags } from './options.ts'

/** What was chosen about the sources, and the usual for the rest. */
export function sourceOptionsOf({ nugetFeed, app, build, buildOutput, buildTimeLimit }: SourceFlags): SourceOptions {
  if (buildTimeLimit !== undefined && build === undefined) throw badArguments('--build-time-limit goes with --build.')
  if (buildOutput !== undefined && (isAbsolute(buildOutput) || buildOutput.split(/[\\/]/).includes('..'))) {
    throw badArguments(`--build-output has "${buildOutput}", which is no path inside the commit's folder.`)
  }
  return {
    nugetFeed: nugetFeed ?? usualSourceOptions.nugetFeed,
    application: app ?? usualSourceOptions.application,
    build: build === undefined ? null : { command: commandWords(build, '--build'), timeLimitNs: buildTimeLimit ?? usualBuildLimitNs },
    buildOutput: buildOutput === '.' ? '' : (buildOutput ?? usualSourceOptions.buildOutput),
  }
}

const usualBuildLimitNs = 1800e9
