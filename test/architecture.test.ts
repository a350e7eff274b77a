import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'
import { expect, test } from 'vitest'

const source = join(import.meta.dirname, '../packages/culprit/src')

/** What each folder may import of the others. `.` are the files at the top: the pipeline. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  model: [],
  stats: ['model'],
  wasm: ['model'],
  diff: ['model', 'wasm'],
  profile: ['model'],
  checks: ['model', 'stats'],
  verdict: ['model', 'stats', 'checks'],
  bisect: ['model', 'stats', 'verdict'],
  swap: ['model', 'stats', 'verdict'],
  suspects: ['model'],
  bench: ['model', 'stats'],
  imports: ['model', 'bench'],
  alarm: ['model', 'verdict'],
  commands: ['model', 'stats'],
  report: ['model', 'profile'],
  platform: ['model'],
  store: ['model', 'platform'],
  sources: ['model', 'platform', 'store'],
  engines: ['model', 'platform', 'sources', 'wasm'],
  suites: [],
  measure: ['model', 'platform', 'stats', 'profile', 'verdict', 'engines', 'commands'],
  stages: [
    'model',
    'platform',
    'stats',
    'wasm',
    'diff',
    'profile',
    'checks',
    'verdict',
    'swap',
    'engines',
    'sources',
    'store',
    'measure',
    'suspects',
    'alarm',
    'bench',
    'suites',
  ],
  '.': [
    'model',
    'platform',
    'stages',
    'checks',
    'verdict',
    'store',
    'measure',
    'stats',
    'wasm',
    'diff',
    'profile',
    'bisect',
    'report',
    'alarm',
    'bench',
    'commands',
  ],
  cli: ['.', 'model', 'platform', 'report', 'store', 'sources', 'wasm', 'diff', 'profile', 'stages', 'imports'],
}

/** Where effects are. All others are pure: no files, processes, clock, chance or network; everything is passed in. */
const effectful = ['platform', 'store', 'sources', 'engines', 'suites', 'measure', 'stages', '.', 'cli']
const pure = Object.keys(arrows).filter(folder => !effectful.includes(folder))
// A hash is no effect: the same bytes give the same one.
const effects = /^(node:(?!util$|path$|crypto$)|execa$|kysely$|commander$)/

interface Import {
  readonly file: string
  readonly folder: string
  readonly target: string
}

const imports: readonly Import[] = globSync('**/*.ts', { cwd: source })
  .filter(file => !file.endsWith('.test.ts'))
  .flatMap(file => {
    const text = readFileSync(join(source, file), 'utf8')
    const targets = [...text.matchAll(/(?:^|\s)(?:from|import)\s*\(?\s*'([^']+)'/g)].map(match => match[1]!)
    return targets.map(target => ({ file, folder: folderOf(file), target }))
  })

/** From folder to folder, without what stays in one. */
const crossings = imports
  .filter(({ target }) => target.startsWith('.'))
  .map(one => ({ ...one, to: folderOf(normalize(join(dirname(one.file), one.target))) }))
  .filter(({ folder, to }) => folder !== to)

test('a folder imports only the folders that its arrows allow', () => {
  const wrong = crossings
    .filter(({ folder, to }) => !(arrows[folder] ?? []).includes(to))
    .map(({ file, target }) => `${file} imports ${target}`)
  expect(wrong).toEqual([])
})

test('an arrow that nothing needs is not kept', () => {
  const used = new Set(crossings.map(({ folder, to }) => `${folder} to ${to}`))
  const kept = Object.entries(arrows).flatMap(([folder, others]) => others.map(to => `${folder} to ${to}`))
  expect(kept.filter(arrow => !used.has(arrow))).toEqual([])
})

test('the pure folders import nothing that has effects', () => {
  const wrong = imports
    .filter(({ folder, target }) => pure.includes(folder) && effects.test(target))
    .map(({ file, target }) => `${file} imports ${target}`)
  expect(wrong).toEqual([])
})

test('the pure folders read no clock, no chance and no process', () => {
  const wrong = globSync('**/*.ts', { cwd: source })
    .filter(file => pure.includes(folderOf(file)) && !file.endsWith('.test.ts'))
    .filter(file =>
      /\b(Date\.now|new Date\(\)|performance\.now|Math\.random|random(?:Bytes|UUID|Int)|getRandomValues|process\.)/.test(
        withoutComments(readFileSync(join(source, file), 'utf8')),
      ),
    )
  expect(wrong).toEqual([])
})

test('every folder has its arrows', () => {
  expect([...new Set(imports.map(({ folder }) => folder))].filter(folder => !(folder in arrows))).toEqual([])
})

function folderOf(file: string): string {
  const [first, ...rest] = file.split(sep)
  return rest.length === 0 ? '.' : first!
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
}
