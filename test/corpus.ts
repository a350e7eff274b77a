// Real modules, by exact version from npm, for the full tests and the benchmarks. They are downloaded once, into the system's folder for
// temporary files.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { exhaustive } from './exhaustive.ts'

export interface CorpusModule {
  readonly name: string
  readonly package: string
  readonly file: string
  /** In function bodies, as wasm-tools counts them. */
  readonly operators: number
}

export const corpus = {
  canvaskit: { name: 'canvaskit', package: 'canvaskit-wasm@0.42.0', file: 'bin/full/canvaskit.wasm', operators: 3_002_549 },
  duckdb: { name: 'duckdb-coi', package: '@duckdb/duckdb-wasm@1.32.0', file: 'dist/duckdb-coi.wasm', operators: 11_328_985 },
  ffmpeg: { name: 'ffmpeg', package: '@ffmpeg/core@0.12.10', file: 'dist/umd/ffmpeg-core.wasm', operators: 11_565_889 },
  clang: { name: 'clang', package: '@yowasp/clang@22.0.0-git20542-10', file: 'gen/llvm.core.wasm', operators: 27_047_144 },
} as const satisfies Record<string, CorpusModule>

/** What is in a module, for those that are in `corpus` too and for others. Function bodies only; null where there are no names. */
export interface CorpusFacts extends Pick<CorpusModule, 'package' | 'file' | 'operators'> {
  readonly imported: number
  readonly defined: number
  readonly exports: number
  readonly dataSegments: number
  readonly names: number | null
  readonly simd: number
  readonly atomic: number
  readonly exception: number
}

/**
 * Modules of C, C++, Rust and Go, with and without names, exceptions of both generations, threads, a debug build. The first twelve are 212 MB;
 * `EXHAUSTIVE=1` adds the others, in all 486 MB.
 */
export const corpusFacts: readonly CorpusFacts[] = table(`
package                             file                                   operators imported defined exports dataSegments names simd   atomic exception
sql.js@1.16.0                       dist/sql-wasm.wasm                     297662    40       1968    56      397          -     0      0      0
@rollup/wasm-node@4.68.4            dist/wasm-node/bindings_wasm_bg.wasm   238949    7        1991    13      246          -     0      0      0
@sqlite.org/sqlite-wasm@3.41.2      sqlite-wasm/jswasm/sqlite3.wasm        357810    32       2654    241     402          -     0      0      0
mupdf@1.28.1                        dist/mupdf-wasm.wasm                   1877973   22       7392    556     3140         7414  0      0      4957
pyodide@314.0.7                     pyodide.asm.wasm                       2749822   268      16958   8560    14579        -     0      0      2679
canvaskit-wasm@0.42.0               bin/full/canvaskit.wasm                3002549   238      13681   9       5937         -     0      0      0
canvaskit-wasm@0.42.0               bin/profiling/canvaskit.wasm           3002549   238      13681   9       5937         13748 0      0      0
esbuild-wasm@0.28.2                 esbuild.wasm                           4727150   22       5307    4       98450        -     0      0      0
onnxruntime-web@1.30.0              dist/ort-wasm-simd-threaded.jspi.wasm  6928903   120      15843   80      54           -     96353  11608  152183
@duckdb/duckdb-wasm@1.32.0          dist/duckdb-coi.wasm                   11328985  146      60258   74918   3701         -     105534 43582  317885
@ffmpeg/core@0.12.10                dist/umd/ffmpeg-core.wasm              11565889  71       22209   15      28951        -     734001 29     0
@yowasp/clang@22.0.0-git20542-10    gen/llvm.core.wasm                     27047144  29       133398  2       2            -     0      0      0
sql.js@1.16.0                       dist/sql-wasm-debug.wasm               330788    39       2216    66      3            -     0      0      0
mupdf@1.27.0                        dist/mupdf-wasm.wasm                   1722629   21       6876    548     2947         6897  0      0      4843
mupdf@1.28.0                        dist/mupdf-wasm.wasm                   1877498   22       7392    556     3141         7414  0      0      4947
canvaskit-wasm@0.41.1               bin/full/canvaskit.wasm                2983320   238      13649   9       4301         -     0      0      0
onnxruntime-web@1.30.0              dist/ort-wasm-simd-threaded.wasm       5891537   100      17288   49      101          -     129092 13532  0
onnxruntime-web@1.30.0              dist/ort-wasm-simd-threaded.jsep.wasm  13581716  127      18222   143     105          -     137408 14094  0
@ruby/3.4-wasm-wasi@2.10.1          dist/ruby.wasm                         5951500   59       17825   25      17866        -     0      0      0
@ruby/3.4-wasm-wasi@2.10.1          dist/ruby.debug+stdlib.wasm            5951500   59       17825   25      17866        17884 0      0      0
@duckdb/duckdb-wasm@1.31.0          dist/duckdb-eh.wasm                    11488417  130      60029   74960   1            -     0      0      304717
@duckdb/duckdb-wasm@1.32.0          dist/duckdb-eh.wasm                    11512657  130      60116   75011   1            -     0      0      306282
@duckdb/duckdb-wasm@1.32.0          dist/duckdb-mvp.wasm                   13767909  504      62171   75111   1            -     0      0      0
`).slice(0, exhaustive ? Infinity : 12)

function table(text: string): CorpusFacts[] {
  const [head, ...rows] = text
    .trim()
    .split('\n')
    .map(line => line.split(/ +/))
  const valueOf = (cell: string) => (cell === '-' ? null : /^\d+$/.test(cell) ? Number(cell) : cell)
  return rows.map(cells => Object.fromEntries(cells.map((cell, column) => [head![column]!, valueOf(cell)])) as unknown as CorpusFacts)
}

/** The same code as `corpus.canvaskit`, with names. */
export const canvaskitWithNames = { package: corpus.canvaskit.package, file: 'bin/profiling/canvaskit.wasm' }

const run = promisify(execFile)

export async function corpusBytes({ package: spec, file }: Pick<CorpusModule, 'package' | 'file'>): Promise<Uint8Array<ArrayBuffer>> {
  const cached = join(tmpdir(), 'culprit-corpus', spec.replaceAll('/', '+'), file)
  const content = await readFile(cached).catch(() => null)
  if (content) return new Uint8Array(content)
  await mkdir(dirname(cached), { recursive: true })
  // In a folder of its own and then moved, so that nobody sees half a file.
  const work = await mkdtemp(join(dirname(cached), '.download-'))
  try {
    const { stdout } = await run('npm', ['pack', spec, '--ignore-scripts', '--json', '--pack-destination', work], { maxBuffer: 2 ** 26 })
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
    await run('tar', ['-xzf', join(work, basename(filename)), '-C', work, `package/${file}`])
    await rename(join(work, 'package', file), cached)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return new Uint8Array(await readFile(cached))
}
