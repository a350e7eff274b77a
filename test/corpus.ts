// Real modules, by exact version from npm, for the full tests and the benchmarks. They are downloaded once, into the system's folder for
// temporary files.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'

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
