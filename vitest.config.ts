import { defineConfig } from 'vitest/config'

// The first tier: needs the npm registry and two minutes. What is long, or needs Debian packages, is named *.full.test.ts.
export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/*.full.test.ts', '**/node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: '100%',
  },
})
