import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exhaustive } from '../../../../../test/exhaustive.ts'
import { instrumentationModes } from '../../model/instrumentation-modes.ts'

/** What a package computes, as an expression or statements that call `show`. */
const workloads: readonly { readonly package: string; readonly code: string }[] = [
  {
    package: 'sql.js@1.16.0',
    code: `const SQL = await (await import('sql.js')).default()
const db = new SQL.Database()
db.run('CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)')
for (let i = 0; i < 200; i++) db.run('INSERT INTO t VALUES (?, ?)', [i, 'row ' + (i * 7919) % 101])
try { db.run('SELECT * FROM missing') } catch (error) { show(error.message) }
show(db.exec('SELECT b, count(*), sum(a) FROM t GROUP BY b ORDER BY 2, 1'))`,
  },
  {
    package: '@rollup/wasm-node@4.68.4',
    code: `import { rollup } from '@rollup/wasm-node'
const source = { name: 'source', resolveId: id => id, load: id => id === 'a' ? 'import { b, c } from "b"; console.log(b(1))' : 'export const b = x => x + 1; export const c = () => { throw 1 }' }
const { output } = await (await rollup({ input: 'a', plugins: [source] })).generate({ format: 'es' })
show(output[0].code)`,
  },
  {
    package: 'mupdf@1.28.1',
    code: `import * as mupdf from 'mupdf'
const pdf = new mupdf.PDFDocument()
const font = pdf.addSimpleFont(new mupdf.Font('Helvetica'))
const resources = pdf.addObject({ Font: { F: font } })
pdf.insertPage(-1, pdf.addPage([0, 0, 200, 100], 0, resources, 'BT /F 18 Tf 10 40 Td (Hello) Tj ET'))
const page = pdf.loadPage(0)
show(page.toStructuredText().asText())
show(page.toPixmap([1, 0, 0, 1, 0, 0], mupdf.ColorSpace.DeviceRGB).getPixels())`,
  },
  {
    package: 'canvaskit-wasm@0.42.0',
    code: `const CanvasKit = await (await import('canvaskit-wasm')).default()
const surface = CanvasKit.MakeSurface(64, 64)
const canvas = surface.getCanvas()
const paint = new CanvasKit.Paint()
paint.setColor(CanvasKit.Color(200, 30, 90, 1))
paint.setAntiAlias(true)
canvas.drawCircle(30, 34, 21.5, paint)
surface.flush()
show(canvas.readPixels(0, 0, { width: 64, height: 64, colorType: CanvasKit.ColorType.RGBA_8888, alphaType: CanvasKit.AlphaType.Unpremul, colorSpace: CanvasKit.ColorSpace.SRGB }))`,
  },
  {
    package: 'source-map@0.7.4',
    code: `import sourceMap from 'source-map'
const map = { version: 3, sources: ['a.js'], names: ['x'], mappings: 'AAAA;AACA,IAAIA,EAAE;GACF,MAAM' }
await sourceMap.SourceMapConsumer.with(map, null, consumer => consumer.eachMapping(show))`,
  },
  {
    package: 'hash-wasm@4.13.0',
    code: `import * as hash from 'hash-wasm'
for (const name of ['md5', 'sha256', 'blake3', 'xxhash128', 'whirlpool']) show(await hash[name]('culprit'.repeat(1000)))
show(await hash.argon2id({ password: 'a', salt: new Uint8Array(16), parallelism: 1, iterations: 2, memorySize: 64, hashLength: 16 }))`,
  },
  {
    package: 'xxhash-wasm@1.1.0',
    code: `const { h32ToString, h64ToString } = await (await import('xxhash-wasm')).default()
for (let i = 0; i < 50; i++) show(h32ToString('a'.repeat(i)), h64ToString('b'.repeat(i)))`,
  },
  {
    package: 'brotli-wasm@3.0.1',
    code: `import { createRequire } from 'node:module'
const brotli = createRequire(process.cwd() + '/')('brotli-wasm')
const packed = brotli.compress(new TextEncoder().encode('some text and more text '.repeat(200)))
show(packed, brotli.decompress(packed))
try { brotli.decompress(new Uint8Array([1, 2, 3])) } catch (error) { show(String(error)) }`,
  },
  {
    package: 'quickjs-emscripten@0.32.0',
    code: `import { getQuickJS } from 'quickjs-emscripten'
const js = await getQuickJS()
show(js.evalCode('JSON.stringify([..."culprit"].map((c, i) => c.charCodeAt(0) ** i).sort())'))
try { js.evalCode('(function f() { throw new TypeError("x") })()') } catch (error) { show(error.message) }`,
  },
  {
    package: '@resvg/resvg-wasm@2.6.2',
    code: `import { readFileSync } from 'node:fs'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
await initWasm(readFileSync('node_modules/@resvg/resvg-wasm/index_bg.wasm'))
show(new Resvg('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="13" fill="teal"/></svg>').render().asPng())
try { new Resvg('<svg') } catch (error) { show(String(error)) }`,
  },
  {
    package: 'libsodium-wrappers@0.8.4',
    code: `const sodium = (await import('libsodium-wrappers')).default
await sodium.ready
show(sodium.crypto_generichash(32, 'culprit'), sodium.crypto_secretbox_easy('text', new Uint8Array(24), new Uint8Array(32)))
try { sodium.crypto_secretbox_open_easy(new Uint8Array(40), new Uint8Array(24), new Uint8Array(32)) } catch (error) { show(error.message) }`,
  },
  {
    package: 'lightningcss-wasm@1.33.0',
    code: `import init, { transform } from 'lightningcss-wasm'
await init()
show(transform({ filename: 'a.css', code: new TextEncoder().encode('.a { color: rgb(255 0 0 / .5); & .b { margin: 0px 0 } }'), minify: true }).code)
try { transform({ filename: 'b.css', code: new TextEncoder().encode('.a { color: }}') }) } catch (error) { show(error.message) }`,
  },
  {
    package: '@bokuweb/zstd-wasm@0.0.27',
    code: `import { init, compress, decompress } from '@bokuweb/zstd-wasm'
await init()
const packed = compress(new TextEncoder().encode('zstd zstd '.repeat(500)), 10)
show(packed, decompress(packed))`,
  },
  {
    package: 'es-module-lexer@3.0.5',
    code: `import { init, parse } from 'es-module-lexer'
await init
show(parse('import a from "b"; export const c = import("d"); export * from "e"'))
try { parse('import { from "x') } catch (error) { show(error.message) }`,
  },
  {
    package: 'yoga-layout@3.2.1',
    code: `const { loadYoga } = await import('yoga-layout/load')
const Yoga = await loadYoga()
const root = Yoga.Node.create()
root.setWidth(200)
for (let i = 0; i < 5; i++) { const child = Yoga.Node.create(); child.setFlexGrow(i); child.setHeight(10 + i); root.insertChild(child, i) }
root.calculateLayout(undefined, undefined, Yoga.DIRECTION_LTR)
for (let i = 0; i < 5; i++) show(root.getChild(i).getComputedLayout())`,
  },
  {
    package: 'web-tree-sitter@0.27.1',
    code: `import { Parser } from 'web-tree-sitter'
await Parser.init()
const parser = new Parser()
show(parser.getTimeoutMicros?.() ?? null, parser.language ?? null)`,
  },
]

const run = promisify(execFile)
const preload = join(import.meta.dirname, '../../../../../test/rewritten-modules.ts')
/** What a program shows becomes one checksum. Clock and chance stand still. */
const frame = (code: string) => `import { createHash } from 'node:crypto'
const checksum = createHash('sha256')
globalThis.show = (...values) => { for (const value of values) checksum.update(ArrayBuffer.isView(value) ? value : JSON.stringify(value) ?? 'undefined') }
Math.random = () => 0.5
Date.now = () => 1e12
${code}
process.stdout.write(checksum.digest('hex'))`

/** Those that change most; the specification is run in all of them. */
const modes = exhaustive ? instrumentationModes : instrumentationModes.filter(mode => mode === 'ops' || mode === 'tree')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-packages-'))
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const install = ['install', '--no-audit', '--no-fund', '--no-save', '--ignore-scripts', ...workloads.map(one => one.package)]
  await run('npm', install, { cwd: folder, maxBuffer: 2 ** 26 })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function outcome(code: string, mode: string): Promise<{ checksum: string; rewritten: number }> {
  const { stdout, stderr } = await run(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', preload, '--input-type=module', '-e', frame(code)],
    { cwd: folder, env: { ...process.env, REWRITTEN_MODE: mode }, maxBuffer: 2 ** 26, timeout: 120_000 },
  )
  return { checksum: stdout.slice(-64), rewritten: Number(/rewritten (\d+)/.exec(stderr)?.[1] ?? 0) }
}

test.each(workloads)('$package gives the same results rewritten', async ({ code }) => {
  const { checksum } = await outcome(code, '')
  expect(checksum).toMatch(/^[0-9a-f]{64}$/)
  for (const mode of modes) {
    const changed = await outcome(code, mode)
    expect({ mode, checksum: changed.checksum }).toEqual({ mode, checksum })
    expect(changed.rewritten).toBeGreaterThan(0)
  }
})
