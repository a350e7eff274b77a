import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test, type TestContext } from 'vitest'
import { bin, culprit, emptyFolder, start } from '../program.ts'

test('sql can read everything and change nothing', async () => {
  const folder = emptyFolder()
  const { code, stderr } = await culprit(folder, 'sql', 'delete from runs')
  expect(code).toBe(64)
  expect(stderr).toContain('a query of the store only reads')
})

test('Ctrl-C ends a query that would never end', async () => {
  const folder = emptyFolder()
  const running = start(folder, ['sql', 'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n'])
  onTestFinished(() => running.kill('SIGKILL'))
  await expect.poll(() => existsSync(join(folder, '.culprit/culprit.db')), { timeout: 20_000 }).toBe(true)
  running.kill('SIGINT')
  expect(await running.ended).toMatchObject({ signal: 'SIGINT', stdout: '' })
})

test('a store that is a file is refused', async () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'file'), '')
  const { code, stderr } = await culprit(folder, 'sql', 'select 1', '--store', 'file')
  expect(code).toBe(64)
  expect(stderr).toContain('cannot be used')
})

describe('a store in which nothing can be written', () => {
  test('is read by report and sql, and left as it is', async context => {
    const { store, run } = await imported()
    const files = readdirSync(store)
    const read = reader(context, store)
    expect(read('sql', 'select count(*) as runs from runs', '--json')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('"runs": 0'),
    })
    expect(read('report', run)).toMatchObject({ status: 0, stdout: expect.stringContaining('sleep 0.001') })
    expect(readdirSync(store)).toEqual(files)
  })

  test('is not asked when a killed process left changes beside its database, which would be passed over', async context => {
    const { store, run } = await imported()
    change(store, 'create table late (x)', () => copyFileSync(join(store, 'culprit.db-wal'), join(store, 'left')))
    renameSync(join(store, 'left'), join(store, 'culprit.db-wal'))
    const read = reader(context, store)
    expect(read('sql', 'select count(*) from runs')).toMatchObject({
      status: 64,
      stderr: expect.stringContaining('left changes in'),
    })
    expect(read('report', run)).toMatchObject({ status: 0 })
  })

  test('is not asked when its tables are of an earlier culprit', async context => {
    const { store } = await imported()
    change(store, 'pragma user_version = 0')
    const read = reader(context, store)
    expect(read('sql', 'select 1')).toMatchObject({ status: 64, stderr: expect.stringContaining('is of an earlier culprit') })
  })
})

test('report neither needs the database nor makes a store', async () => {
  const { folder, store, run } = await imported()
  writeFileSync(join(store, 'culprit.db'), 'no database at all')
  expect(await culprit(folder, 'report', run)).toMatchObject({ code: 0, stdout: expect.stringContaining('sleep 0.001') })
  const { code, stderr } = await culprit(folder, 'report', run, '--store', 'other')
  expect(code).toBe(64)
  expect(stderr).toContain('It has no runs yet.')
  expect(existsSync(join(folder, 'other'))).toBe(false)
})

const results = join(import.meta.dirname, '../cases/imports/hyperfine/sleep.json')

/** A folder whose store has one result. */
async function imported(): Promise<{ folder: string; store: string; run: string }> {
  const folder = emptyFolder()
  const { stdout } = await culprit(folder, 'import', results, '--json')
  return { folder, store: join(folder, '.culprit'), run: JSON.parse(stdout).run }
}

/** `open` is called while the change is still in the file beside the database. */
function change(store: string, statement: string, open = () => {}): void {
  using database = new DatabaseSync(join(store, 'culprit.db'))
  database.exec(statement)
  open()
}

/** Runs the program as somebody who may read the store and write nothing in it. Root may write everywhere, and becomes another user for that. */
function reader(context: TestContext, store: string) {
  const isRoot = process.getuid?.() === 0
  chmodSync(join(store, 'culprit.db'), 0o444)
  chmodSync(store, 0o555)
  chmodSync(dirname(store), 0o755)
  onTestFinished(() => chmodSync(store, 0o755))
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [bin, ...args], { cwd: dirname(store), encoding: 'utf8', ...(isRoot ? { uid: nobody, gid: nobody } : {}) })
  if (process.platform === 'win32') context.skip('permissions are not those of a folder here')
  if (run('--version').status !== 0) context.skip('the user nobody can read neither the program nor Node here')
  return run
}

const nobody = 65534
