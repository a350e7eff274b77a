import { defineConfig } from 'vitest/config'

// What measures a real machine may come out undecided, and rightly, while another guest of the host takes its processors: that has a second
// try. A promise that is broken fails twice.
const limits = { testTimeout: 900_000, hookTimeout: 300_000, retry: 1 }
/** Tests of what commands do, whatever their measurements come to: sides differ many times over, or not at all. */
const commands = [
  'bench',
  'binary',
  'bisect',
  'bisect-engine',
  'bisect-failures',
  'bisect-nuget',
  'command-suites',
  'failures',
  'investigate',
  'investigate-bisect',
  'many',
  'predicate',
  'profile',
  'profile-output',
  'sources',
  'store',
  'suspects',
  'swaps',
].map(name => `test/cli/${name}.full.test.ts`)

// The second tier: simulations, mutations, real packages and engines. What measures comes last, one file after the other and alone.
export default defineConfig({
  test: {
    projects: [
      {
        test: { ...limits, name: 'parts', include: ['packages/*/src/**/*.full.test.ts'], maxWorkers: '100%', sequence: { groupOrder: 1 } },
      },
      { test: { ...limits, name: 'commands', include: commands, maxWorkers: '100%', sequence: { groupOrder: 2 } } },
      {
        test: {
          ...limits,
          name: 'program',
          include: ['test/**/*.full.test.ts'],
          exclude: commands,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
