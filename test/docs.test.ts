import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { runQuery } from '../packages/culprit/src/cli/query.ts'
import { exitCodes } from '../packages/culprit/src/model/errors.ts'
import {
  failedSchema,
  launchRecordSchema,
  machineLoadSchema,
  measuredSchema,
  observedSchema,
  stageSchema,
  usageSchema,
} from '../packages/culprit/src/model/launch.ts'
import { requestSchema, resolvedSideSchema, runSchema } from '../packages/culprit/src/model/run.ts'
import { culprit, emptyFolder } from './program.ts'
import { variant, workload } from './variants.ts'

const root = join(import.meta.dirname, '..')
const source = 'packages/culprit/src'

/** Every page by its path; golden files are not pages, and neither is what was installed or measured. */
const skipped = /(^|\/)(node_modules|dist|coverage|cases|\.git|\.culprit)(\/|$)/
const pages = new Map(
  globSync('**/*.md', { cwd: root, exclude: path => skipped.test(path) }).map(path => [path, readFileSync(join(root, path), 'utf8')]),
)

function page(path: string): string {
  const text = pages.get(path)
  if (text === undefined) throw new Error(`there is no ${path}`)
  return text
}

/** What is fenced on a page, by its language. */
function blocks(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, name, body]) => (name === language ? [body!] : []))
}

/** The cells of all table rows below a heading, without the head; of the whole page when no heading is given. */
function rows(text: string, heading?: string): string[][] {
  const section = heading === undefined ? text : (text.split(/^#+ (?=.*$)/m).find(part => part.split('\n')[0] === heading) ?? '')
  const lines = section.split('\n').filter((line, index, all) => line.startsWith('|') && !/^\|[-|]+\|$/.test(all[index + 1] ?? ''))
  return lines
    .filter(line => !/^\|[-|]+\|$/.test(line))
    .map(line =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map(cell => cell.trim()),
    )
}

/** What is between backticks. */
function codes(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(match => match[1]!)
}

function withoutBlocks(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '')
}

describe('links', () => {
  /** As GitHub makes them. */
  const anchorsOf = (text: string): string[] =>
    [...withoutBlocks(text).matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    )

  test('of every page lead to a file, and to a heading where they name one', () => {
    const broken = [...pages].flatMap(([path, text]) =>
      [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(match => match[1]!)
        .filter(target => !/^[a-z]+:/.test(target))
        .filter(target => {
          const [file, anchor] = target.split('#', 2)
          const to = file === '' ? path : relative(root, join(root, dirname(path), file!))
          if (!existsSync(join(root, to))) return true
          return anchor !== undefined && !anchorsOf(pages.get(to) ?? '').includes(anchor)
        })
        .map(target => `${path}: ${target}`),
    )
    expect(broken).toEqual([])
    expect(pages.size).toBeGreaterThan(12)
  })
})

describe('commands', () => {
  let help: Map<string, string>

  beforeAll(async () => {
    const text = (await culprit(root, '--help')).stdout
    const names = [...text.slice(text.indexOf('Commands:')).matchAll(/^ {2}([a-z]+)/gm)]
      .map(match => match[1]!)
      .filter(name => name !== 'help')
    const each = await Promise.all(names.map(async name => [name, (await culprit(root, name, '--help')).stdout] as const))
    help = new Map([['', text], ...each])
  })

  /** The command lines of a page: in code blocks for a shell, and between backticks. */
  const commandLines = (text: string): string[] => [
    ...blocks(text, 'sh')
      .flatMap(block => block.split('\n'))
      .flatMap(line => /(?:^|\s|node packages\/culprit\/bin\/)(?:\$ )?(?:npx )?(culprit(?:\.js)? .*)$/.exec(line)?.[1] ?? []),
    ...codes(withoutBlocks(text)).filter(code => code.startsWith('culprit ')),
  ]

  test('in the documentation exist, with their options', () => {
    const wrong: string[] = []
    let seen = 0
    for (const [path, text] of pages) {
      for (const line of commandLines(text)) {
        seen++
        const [own] = line.split(/ [|>;] ?/)
        const words = own!
          .replaceAll(/"[^"]*"|'[^']*'/g, 'quoted')
          .split(/\s+/)
          .slice(1)
        const name = words[0]!.startsWith('-') ? '' : words[0]!
        const options = words.filter(word => /^--?[a-z]/.test(word)).map(word => word.split('=')[0]!)
        const known = help.get(name)
        // What follows --flags belongs to the engine.
        const unknown = options.filter(
          (option, index) => !options[index - 1]?.endsWith('flags') && !known?.includes(`${option} `) && !known?.includes(`${option},`),
        )
        if (known === undefined || unknown.length > 0) wrong.push(`${path}: ${line}`)
      }
    }
    expect(wrong).toEqual([])
    expect(seen).toBeGreaterThan(30)
  })

  test('the ones that exist are all documented', () => {
    const all = [...pages.values()].join('\n')
    expect([...help.keys()].filter(name => !all.includes(`culprit ${name}`))).toEqual([])
  })
})

describe('a store', () => {
  let folder: string
  let result: string

  beforeAll(async () => {
    folder = emptyFolder()
    const sides = [variant(folder, 'a', 10), variant(folder, 'b', 40)]
    const { stdout } = await culprit(folder, 'investigate', ...sides, '--workload', workload(folder), '--budget', '1s', '--json')
    result = stdout
  })

  const ask = (query: string) => runQuery(join(folder, '.culprit'), query)

  test('has the tables and columns that docs/sql.md describes, and no others', async () => {
    const { rows: stored } = await ask(
      "select m.name as name, p.name as col from sqlite_schema m join pragma_table_info(m.name) p where m.type = 'table' order by m.rowid, p.cid",
    )
    const described = page('docs/sql.md')
      .split(/^## /m)
      .slice(1)
      .map(section => section.split('\n')[0]!)
      .filter(heading => heading !== 'Queries')
      .flatMap(name => rows(page('docs/sql.md'), name).map(([column]) => ({ name, col: codes(column!)[0] })))
    expect(described).toEqual(stored)
  })

  test('answers the queries of docs/sql.md, in the columns that are shown', async () => {
    const text = page('docs/sql.md')
    const queries = blocks(text, 'sql')
    const outputs = blocks(text, 'text')
    expect(queries.length).toBeGreaterThanOrEqual(4)
    const heads = await Promise.all(queries.map(async query => (await ask(query)).columns))
    expect(outputs.map(output => output.split('\n')[0]!.trim().split(/ +/))).toEqual(heads.slice(0, outputs.length))
  })

  test('gives documents that the scripts of docs/json.md read', () => {
    const scripts = blocks(page('docs/json.md'), 'js').filter(script => script.includes('readFileSync(0'))
    const outputs = scripts.map(script =>
      execFileSync(process.execPath, ['--input-type=module', '--eval', script], { input: result, encoding: 'utf8' }),
    )
    expect(outputs).toEqual([
      expect.stringMatching(/^[a-z-]+: \d+\.\d{3} \(.*\) from \d+ pairs; .*floor-unknown/),
      expect.stringMatching(/^block,first,baseline_ns,candidate_ns\n0,(baseline|candidate),[\d.]+,[\d.]+\n/),
    ])
  })
})

describe('documents', () => {
  test('that are shown can be parsed', () => {
    const all = [...pages].flatMap(([path, text]) => blocks(text, 'json').map(block => ({ path, block })))
    for (const { path, block } of all) expect(() => JSON.parse(block), `${path}\n${block}`).not.toThrow()
    expect(all.length).toBeGreaterThan(3)
  })

  test.each([
    'comparison',
    'comparisons',
    'alarm',
    'bench',
    'suite-comparison',
    'investigation',
    'bisection',
    'module',
    'module-diff',
    'function-diff',
    'profile',
    'profile-diff',
    'suspects',
    'environment',
  ])('docs/json.md names the fields of %s', kind => {
    const schema = JSON.parse(readFileSync(join(root, 'packages/culprit/schemas', `${kind}.json`), 'utf8'))
    const described = rows(page('docs/json.md'), kind).flatMap(([fields]) => codes(fields!))
    expect(described.sort()).toEqual(Object.keys(schema.properties).sort())
  })

  test('FORMATS.md names every field of the files in a run folder', () => {
    const schemas = [
      runSchema,
      requestSchema,
      resolvedSideSchema,
      launchRecordSchema,
      machineLoadSchema,
      usageSchema,
      measuredSchema,
      failedSchema,
      observedSchema,
    ]
    const fields = schemas.flatMap(({ shape }) => Object.keys(shape))
    const named = new Set(codes(withoutBlocks(page('FORMATS.md'))).flatMap(code => code.split('.')))
    expect(fields.filter(field => !named.has(field) && !['formatVersion', 'kind'].includes(field))).toEqual([])
  })
})

test('docs/exit-codes.md lists the exit codes that there are', () => {
  const described = rows(page('docs/exit-codes.md'), 'Exit codes').map(([code, name]) => [name, Number(code)])
  expect(Object.fromEntries(described)).toEqual(exitCodes)
})

describe('ARCHITECTURE.md', () => {
  const text = page('ARCHITECTURE.md')

  test('says of every stage of launches what it is for', () => {
    const described = rows(text, 'Launches that watch are never timed').map(([stage]) => codes(stage!)[0]!)
    expect(described.sort()).toEqual(stageSchema.options.toSorted())
  })

  test('has the folders with the arrows that the test of the architecture keeps', () => {
    const arrows = readFileSync(join(root, 'test/architecture.test.ts'), 'utf8').matchAll(/^ {2}'?([\w.]+)'?: \[([^\]]*)\],$/gm)
    const kept = [...arrows].map(([, folder, allowed]) => [folder!, [...allowed!.matchAll(/'([^']+)'/g)].map(match => match[1]!)])
    const described = rows(text, 'Folders').map(([folder, , allowed]) => [codes(folder!)[0]!, codes(allowed!)])
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries(kept))
    expect(kept.length).toBeGreaterThan(10)
  })

  test('names paths that exist, in its tables too', () => {
    const placed = rows(text)
      .flatMap(cells => cells.flatMap(codes))
      .filter(code => /^[\w./<>-]+\.(ts|md|json)$|^[\w./<>-]+\/$/.test(code))
    const missing = placed
      .filter(path => path !== '.culprit/')
      // A name that the reader chooses stands in a folder that exists.
      .map(path => (path.includes('<') ? dirname(path) : path))
      .filter(path => ![root, join(root, source)].some(base => existsSync(join(base, path))))
    expect(missing).toEqual([])
    expect(placed.length).toBeGreaterThan(25)
  })
})

test('every dependency has its paragraph', () => {
  const manifests = ['package.json', 'packages/culprit/package.json'].map(path => JSON.parse(readFileSync(join(root, path), 'utf8')))
  const names = manifests.flatMap(({ dependencies, devDependencies, optionalDependencies }) =>
    Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }),
  )
  const described = [...page('docs/dependencies.md').matchAll(/\*\*([^*]+)\*\*/g)].map(match => match[1]!)
  expect(described.sort()).toEqual(names.sort())
})
