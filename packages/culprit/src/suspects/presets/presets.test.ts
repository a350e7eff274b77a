import { expect, test } from 'vitest'
import { suspectRulesSchema } from '../../model/suspect-rules.ts'
import { dotnetRuntime } from './dotnet-runtime.ts'
import { emscripten } from './emscripten.ts'
import { generic } from './generic.ts'
import { preset, presetFor, presetNames, rulesFrom } from './index.ts'
import { rust } from './rust.ts'

test.each([
  ['generic', 'README.md', 'docs'],
  ['generic', 'src/lexer.test.ts', 'tests'],
  ['generic', 'bench/parse.mjs', 'harness'],
  ['generic', 'compiler/backend/emit.rs', 'code-generation'],
  ['generic', 'dist/parser.wasm', 'code-generation'],
  ['generic', 'CMakeLists.txt', 'build-configuration'],
  ['generic', 'Cargo.lock', 'build-configuration'],
  ['generic', 'src/lexer.c', 'library'],
  ['generic', 'artwork/logo.svg', 'other'],
  ['dotnet-runtime', 'src/mono/mono/mini/interp/transform.c', 'code-generation'],
  ['dotnet-runtime', 'src/mono/browser/runtime/jiterpreter-trace-generator.ts', 'code-generation'],
  ['dotnet-runtime', 'src/mono/browser/runtime/startup.ts', 'execution-mode'],
  ['dotnet-runtime', 'src/coreclr/vm/wasm/helpers.cpp', 'execution-mode'],
  ['dotnet-runtime', 'src/mono/browser/build/BrowserWasmApp.targets', 'build-configuration'],
  ['dotnet-runtime', 'eng/testing/BrowserVersions.props', 'build-configuration'],
  ['dotnet-runtime', 'src/libraries/System.Text.Json/src/JsonReader.cs', 'library'],
  ['dotnet-runtime', 'src/libraries/System.Text.Json/tests/JsonReaderTests.cs', 'tests'],
  ['dotnet-runtime', 'eng/pipelines/runtime-wasm-perf-jobs.yml', 'harness'],
  ['emscripten', 'system/lib/emmalloc.c', 'library'],
  ['emscripten', 'src/settings.js', 'build-configuration'],
  ['emscripten', 'src/preamble.js', 'execution-mode'],
  ['emscripten', 'emscripten-version.txt', 'build-configuration'],
  ['rust', 'compiler/rustc_target/src/spec/base/wasm.rs', 'code-generation'],
  ['rust', 'library/std/src/sys/alloc/wasm.rs', 'execution-mode'],
  ['rust', 'library/alloc/src/vec/mod.rs', 'library'],
  ['rust', 'tests/ui/wasm/simd.rs', 'tests'],
])('in %s, %s is %s', (name, path, category) => {
  expect(preset(name)!.categoryOf(path)).toBe(category)
})

test('presets are rules that a user could have written', () => {
  for (const rules of [generic, dotnetRuntime, emscripten, rust]) expect(suspectRulesSchema.parse(rules)).toEqual(rules)
  expect(presetNames).toEqual(['generic', 'dotnet-runtime', 'emscripten', 'rust'])
})

test('a repository has its preset, whoever writes its name how, and any other one the generic rules', () => {
  expect(presetFor('Dotnet/Runtime').name).toBe('dotnet-runtime')
  expect(presetFor('someone/else').name).toBe('generic')
  expect(presetFor(null).name).toBe('generic')
})

test("a user's rules go before those that they extend, and what they do not say is said there", () => {
  const own = suspectRulesSchema.parse({ extends: 'generic', paths: { docs: ['src/site/**'], 'code-generation': ['docs/tables/**'] } })
  const rules = rulesFrom('mine.json', own)!
  expect(rules.categoryOf('src/site/a.ts')).toBe('docs')
  expect(rules.categoryOf('docs/tables/opcodes.md')).toBe('code-generation')
  expect(rules.categoryOf('docs/a.md')).toBe('docs')
  expect(rulesFrom('mine.json', { ...own, extends: 'nothing' })).toBeNull()
  const alone = rulesFrom('mine.json', suspectRulesSchema.parse({}))!
  expect(alone.categoryOf('README.md')).toBe('other')
})
