import type { SourceOptions } from './source-options.ts'

/** What holds when nobody chose. */
export const usualSourceOptions: SourceOptions = {
  nugetFeed: 'https://api.nuget.org/v3/index.json',
  application: null,
  build: null,
  buildOutput: '',
}
