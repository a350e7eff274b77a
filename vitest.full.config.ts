import { defineConfig } from 'vitest/config'

const limits = { testTimeout: 900_000, hookTimeout: 300_000 }

// The second tier: simulations, mutations, real packages and engines. What measures comes last, one file after the other and alone.
export default defineConfig({
  test: {
    projects: [
      {
        test: { ...limits, name: 'parts', include: ['packages/*/src/**/*.full.test.ts'], maxWorkers: '100%', sequence: { groupOrder: 1 } },
      },
      { test: { ...limits, name: 'program', include: ['test/**/*.full.test.ts'], fileParallelism: false, sequence: { groupOrder: 2 } } },
    ],
  },
})
