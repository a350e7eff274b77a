import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as build from '../build-module.ts'
import { bin, emptyFolder } from '../program.ts'

/** Prints, on stderr, each package from which something is loaded. */
const watcher = `import { registerHooks } from 'node:module'
const packages = new Set()
registerHooks({
  load(url, context, next) {
    const name = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)\\//.exec(url)?.[1]
    if (name !== undefined) packages.add(name)
    return next(url, context)
  },
})
process.on('exit', () => console.error(JSON.stringify([...packages])))
`

// Loading what runs npm and git, reads archives or checks documents takes several times as long as reading a small module.
test.each(['inspect', 'diff'])('%s of modules as JSON loads nothing but what reads its arguments', command => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'watcher.mjs'), watcher)
  writeFileSync(
    join(folder, 'a.wasm'),
    build.moduleOf(build.types(build.functionType([], [])), build.functions(0), build.code(build.body([]))),
  )
  const modules = command === 'diff' ? ['a.wasm', 'a.wasm'] : ['a.wasm']
  const args = ['--import', './watcher.mjs', bin, command, ...modules, '--json']
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  expect([status, JSON.parse(stderr)]).toEqual([0, ['commander']])
})
