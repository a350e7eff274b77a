import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { body, code, exportOf, exports, functions, functionType, i32, importOf, imports, moduleOf, types, u32 } from '../build-module.ts'
import { investigationSchema, type Investigation } from '../../packages/culprit/src/model/investigation.ts'
import { exhaustive } from '../exhaustive.ts'
import { culprit, emptyFolder } from '../program.ts'
import { spinModule } from '../variants.ts'

/** Does nothing for the result, and takes time in JavaScript. */
const busy = (loops: number) => `let x = 1; for (let i = 0; i < ${loops}; i++) x = (x * 31 + i) | 0; globalThis.sink = x;`

interface Package {
  readonly module: Uint8Array
  /** What `run` does before it calls the module. */
  readonly before: string
}

/** A package with its module in a file, or as base64 in its script, as bundlers put it there. */
function packageAt(folder: string, name: string, { module, before }: Package, inlined: boolean): void {
  mkdirSync(join(folder, name))
  writeFileSync(join(folder, name, 'package.json'), '{ "type": "module" }')
  if (!inlined) writeFileSync(join(folder, name, 'spin.wasm'), module)
  const load = inlined
    ? `Buffer.from('${Buffer.from(module).toString('base64')}', 'base64')`
    : `(await import('node:fs')).readFileSync(new URL('./spin.wasm', import.meta.url))`
  writeFileSync(
    join(folder, name, 'index.js'),
    `const { instance } = await WebAssembly.instantiate(${load}, { env: { log() {}, warn() {} } })
export const run = () => { ${before} return instance.exports.spin(50_000) }
`,
  )
}

async function investigated(
  baseline: Package,
  candidate: Package,
  { inlined = false, options = [] as string[] } = {},
): Promise<Investigation> {
  const folder = emptyFolder()
  packageAt(folder, 'a', baseline, inlined)
  packageAt(folder, 'b', candidate, inlined)
  writeFileSync(
    join(folder, 'workload.mjs'),
    `import { pathToFileURL } from 'node:url'
export const setup = ({ dir }) => import(pathToFileURL(dir + '/index.js').href)
export const run = state => state.run()
`,
  )
  const args = ['investigate', './a', './b', '--workload', 'workload.mjs', '--budget', '60s', '--json', ...options]
  const { stdout } = await culprit(folder, ...args)
  const document = investigationSchema.parse(JSON.parse(stdout))
  const text = readFileSync(join(folder, '.culprit', 'runs', document.run, 'report.md'), 'utf8')
  expect(text).toContain('Parts swapped between the sides')
  return document
}

const differing = ({ layers }: Investigation) => layers.filter(({ differs }) => differs).map(({ layer }) => layer)
const decisionOf = ({ swaps }: Investigation, layer: string) => swaps!.parts.find(({ layers }) => layers.join('+') === layer)?.decision
const notSwapped = ({ notLookedAt }: Investigation) => notLookedAt.filter(sentence => sentence.includes('swapped'))

test('only the JavaScript is slower, and both files changed: glue', async () => {
  const document = await investigated({ module: spinModule(10), before: '' }, { module: changed(10), before: busy(2_000_000) })
  expect(differing(document)).toEqual(['module', 'glue'])
  expect(document).toMatchObject({ classification: 'real-regression', layer: 'glue' })
  expect([decisionOf(document, 'glue'), decisionOf(document, 'module')]).toEqual(['slower', 'negligible'])
  expect(document.swaps!.variants.every(({ why }) => why === null)).toBe(true)
  expect(notSwapped(document)).toEqual([])
})

test('only the module is slower, it is inlined in the script, and the script changed too: module', async () => {
  const document = await investigated(
    { module: spinModule(10), before: '' },
    { module: spinModule(60), before: busy(10) },
    { inlined: true },
  )
  expect(differing(document)).toEqual(['module', 'glue'])
  expect(document).toMatchObject({ classification: 'real-regression', layer: 'module' })
  expect([decisionOf(document, 'glue'), decisionOf(document, 'module')]).toEqual(['negligible', 'slower'])
})

test('modules whose imports differ are not separable, and the import is named', async () => {
  const baseline = { module: importing('log', 10), before: '' }
  const document = await investigated(baseline, { module: importing('warn', 60), before: busy(10) })
  expect(document.swaps).toMatchObject({ parts: [{ layers: ['module', 'glue'], effect: null }], blocks: 0, stoppedBy: null })
  expect(notSwapped(document)).toEqual([
    "Module and glue were not swapped apart from each other: the candidate's module does not fit into the JavaScript of the baseline: " +
      'it imports env.warn (function () -> ()), and the module it would replace does not; ' +
      "the baseline's module does not fit into the JavaScript of the candidate: it imports env.log (function () -> ()), and the module it would replace does not.",
  ])
})

test.runIf(exhaustive)('flags are a part like the others', async () => {
  const slow = '--liftoff --no-wasm-tier-up --no-wasm-dynamic-tiering'
  const document = await investigated(
    { module: spinModule(40), before: '' },
    { module: spinModule(40), before: busy(10) },
    { options: ['--candidate-flags', slow] },
  )
  expect(differing(document)).toEqual(['glue', 'flags'])
  expect(document).toMatchObject({ classification: 'real-regression', layer: 'flags' })
  expect([decisionOf(document, 'glue'), decisionOf(document, 'flags')]).toEqual(['negligible', 'slower'])
})

/** As spinModule, and other bytes: a custom section that no engine looks at. */
function changed(factor: number): Uint8Array {
  return Uint8Array.from([...spinModule(factor), 0x00, 0x05, 0x01, 0x78, 1, 2, 3])
}

/** `spin` as in spinModule, of a module that imports a function which it never calls. */
function importing(name: string, factor: number): Uint8Array {
  const limit = [0x20, 0, 0x41, ...u32(factor), 0x6c]
  const count = [0x03, 0x40, 0x20, 1, 0x41, 1, 0x6a, 0x22, 1, ...limit, 0x49, 0x0d, 0, 0x0b]
  return moduleOf(
    types(functionType([i32], [i32]), functionType([], [])),
    imports(importOf('env', name, [0x00, 1])),
    functions(0),
    exports(exportOf('spin', 0, 1)),
    code(body([...count, 0x20, 1, 0x41, ...u32(factor), 0x6e], [[1, i32]])),
  )
}
