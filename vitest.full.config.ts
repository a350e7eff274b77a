import { defineConfig } from 'vitest/config'

// The second tier: simulations, mutations, real packages and engines. Files run one after the other, because some of them measure.
export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.full.test.ts', 'test/**/*.full.test.ts'],
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 300_000,
  },
})
