// Writes the JSON Schemas of the documents that culprit prints, from the zod schemas in model/, into the package.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import { alarmSchema } from '../src/model/alarm.ts'
import { benchSchema } from '../src/model/bench.ts'
import { bisectionSchema } from '../src/model/bisection.ts'
import { comparisonSchema } from '../src/model/comparison.ts'
import { comparisonsSchema } from '../src/model/comparisons.ts'
import { errorDocumentSchema } from '../src/model/error-document.ts'
import { environmentSchema } from '../src/model/environment.ts'
import { filesDiffSchema } from '../src/model/files-diff.ts'
import { functionDiffSchema } from '../src/model/function-diff.ts'
import { instrumentationSchema } from '../src/model/instrumentation.ts'
import { investigationSchema } from '../src/model/investigation.ts'
import { moduleDiffSchema } from '../src/model/module-diff.ts'
import { moduleSchema } from '../src/model/module.ts'
import { modulesSchema } from '../src/model/modules.ts'
import { profileDiffSchema } from '../src/model/profile-diff.ts'
import { profileSchema } from '../src/model/profile.ts'
import { removedSchema } from '../src/model/removed.ts'
import { rowsSchema } from '../src/model/rows.ts'
import { runSchema } from '../src/model/run.ts'
import { starterSchema } from '../src/model/starter.ts'
import { suiteComparisonSchema } from '../src/model/suite-comparison.ts'
import { suspectRulesSchema } from '../src/model/suspect-rules.ts'
import { suspectsSchema } from '../src/model/suspects.ts'

const folder = new URL('../schemas/', import.meta.url)
const schemas = {
  bench: benchSchema,
  alarm: alarmSchema,
  bisection: bisectionSchema,
  comparison: comparisonSchema,
  comparisons: comparisonsSchema,
  environment: environmentSchema,
  error: errorDocumentSchema,
  'function-diff': functionDiffSchema,
  instrumentation: instrumentationSchema,
  investigation: investigationSchema,
  module: moduleSchema,
  modules: modulesSchema,
  'module-diff': moduleDiffSchema,
  'files-diff': filesDiffSchema,
  profile: profileSchema,
  'profile-diff': profileDiffSchema,
  run: runSchema,
  'suite-comparison': suiteComparisonSchema,
  suspects: suspectsSchema,
  rows: rowsSchema,
  clean: removedSchema,
  init: starterSchema,
  'suspect-rules': suspectRulesSchema,
}

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const [name, schema] of Object.entries(schemas)) {
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(z.toJSONSchema(schema, { io: 'output' }), null, 2)}\n`)
}
