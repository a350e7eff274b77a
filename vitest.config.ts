import { defineConfig } from 'vitest/config'

const limits = { testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: '100%', exclude: ['**/*.full.test.ts', '**/node_modules/**'] }

// The first tier: needs the npm registry and two minutes. What is long, or needs Debian packages, is named *.full.test.ts.
export default defineConfig({
  test: {
    projects: [
      // Tests of parts change nothing that another one sees, and a worker for each of their 160 files would take ten seconds.
      { test: { ...limits, name: 'parts', include: ['packages/*/src/**/*.test.ts'], isolate: false } },
      { test: { ...limits, name: 'program', include: ['test/**/*.test.ts'] } },
    ],
  },
})
