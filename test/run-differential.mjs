// Runs scripts of the specification's suite in two worlds, one with the original modules and one with rewritten ones, and prints what
// differs. Plain JavaScript, because old engines run it too: node run-differential.mjs <job.json>
import { readFileSync } from 'node:fs'

const { files, modules, rewritten, helpers } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const bytesOf = text => (text === null ? null : Buffer.from(text, 'base64'))
const differences = []
let comparisons = 0
let rejected = 0

for (const { file, commands } of files) {
  const worlds = [newWorld(modules, false), newWorld(rewritten, true)]
  for (const command of commands) {
    const [original, changed] = worlds.map(world => outcomeOf(() => world.run(command)))
    if (command.kind === 'module' && original.startsWith('CompileError')) {
      // The engine does not know what the module uses.
      rejected++
      for (const world of worlds) world.forget()
      continue
    }
    if (original === 'skipped') continue
    comparisons++
    if (original !== changed) differences.push(`${file}:${command.line} ${command.kind} ${command.field ?? ''}: ${original} | ${changed}`)
  }
}
process.stdout.write(JSON.stringify({ comparisons, rejected, count: differences.length, differences: differences.slice(0, 20) }))

function newWorld(pack, isRewritten) {
  const host = {
    print() {},
    print_i32() {},
    print_i64() {},
    print_f32() {},
    print_f64() {},
    print_i32_f32() {},
    print_f64_f64() {},
    global_i32: 666,
    global_i64: 666n,
    global_f32: 666.6,
    global_f64: 666.6,
    table: new WebAssembly.Table({ initial: 10, maximum: 20, element: 'anyfunc' }),
    memory: new WebAssembly.Memory({ initial: 1, maximum: 2 }),
  }
  // Numbers as the suite wants them: each of its own type.
  for (const [name, type] of [
    ['global_i32', 'i32'],
    ['global_i64', 'i64'],
    ['global_f32', 'f32'],
    ['global_f64', 'f64'],
  ])
    host[name] = new WebAssembly.Global({ value: type }, host[name])
  const registered = { spectest: host }
  const instances = new Map()
  const definitions = new Map()
  const externs = new Map()
  let last = null
  let lastDefinition = null

  const compile = number => ({ number, module: new WebAssembly.Module(bytesOf(pack[number]) ?? bytesOf(modules[number])) })
  const instantiate = ({ module, number }) => {
    const imports = isRewritten ? { ...registered, culprit: { enter() {}, exit() {} } } : registered
    const instance = new WebAssembly.Instance(module, imports)
    if (isRewritten && helpers[number]) link(instance, bytesOf(helpers[number]))
    return { instance, number, drivers: new Map() }
  }
  const keep = (name, made) => {
    last = made
    if (name !== null) instances.set(name, made)
  }
  const named = name => {
    const found = name === null ? last : instances.get(name)
    if (!found) throw new TypeError('no instance')
    return found
  }
  const valueOf = ({ type, bits, value }) => {
    switch (type) {
      case 'i32':
        return Number(BigInt.asIntN(32, BigInt(bits)))
      case 'i64':
        return BigInt.asIntN(64, BigInt(bits))
      case 'f32':
        return new Float32Array(Uint32Array.of(Number(bits)).buffer)[0]
      case 'f64':
        return new Float64Array(BigUint64Array.of(BigInt(bits)).buffer)[0]
      case 'null':
        return null
      default:
        if (!externs.has(value)) externs.set(value, { value })
        return externs.get(value)
    }
  }
  return {
    forget() {
      last = null
    },
    run(command) {
      switch (command.kind) {
        case 'module':
          last = null
          keep(command.name, instantiate(compile(command.module)))
          return 'made'
        case 'definition':
          lastDefinition = compile(command.module)
          if (command.name !== null) definitions.set(command.name, lastDefinition)
          return 'compiled'
        case 'instance':
          keep(command.name, instantiate(command.definition === null ? lastDefinition : definitions.get(command.definition)))
          return 'made'
        case 'register':
          registered[command.as] = named(command.name).instance.exports
          return 'registered'
        case 'uninstantiable':
          instantiate(compile(command.module))
          return 'made'
        case 'get':
          if (last === null && command.name === null) return 'skipped'
          return text(named(command.name).instance.exports[command.field].value)
        case 'invoke': {
          if (last === null && command.name === null) return 'skipped'
          const made = named(command.name)
          const target = made.instance.exports[command.field]
          if (command.driver === null) {
            const result = target(...command.args.map(valueOf))
            return Array.isArray(result) ? result.map(text).join() : text(result)
          }
          return drive(made, target, command)
        }
      }
    },
  }
}

/** Vectors cannot cross the border to JavaScript: a driver takes arguments from its memory and leaves results there. */
function drive(made, target, { driver, args, field }) {
  if (!made.drivers.has(field)) {
    const module = new WebAssembly.Module(bytesOf(driver))
    made.drivers.set(field, new WebAssembly.Instance(module, { m: { f: target } }).exports)
  }
  const { run, memory } = made.drivers.get(field)
  const bytes = new Uint8Array(memory.buffer)
  bytes.fill(0)
  args.forEach(({ bits }, place) => {
    const words = new BigUint64Array(memory.buffer, place * 16, 2)
    words[0] = BigInt.asUintN(64, BigInt(bits))
    words[1] = BigInt(bits) >> 64n
  })
  run()
  return Buffer.from(bytes.subarray(1024, 2048))
    .toString('hex')
    .replace(/(00)+$/, '')
}

function link(instance, helper) {
  const { enter, leave, read } = new WebAssembly.Instance(new WebAssembly.Module(helper)).exports
  for (const [place, one] of [enter, leave, read].entries()) instance.exports['__culprit_tree'].set(place, one)
}

function outcomeOf(run) {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof Error)) return `threw ${typeof error}`
    // What the engine says of a trap is the same for both; of a module it has offsets in it.
    const detail = error instanceof WebAssembly.RuntimeError ? ` ${error.message}` : ''
    return `${error.constructor.name}${detail}`
  }
}

function text(value) {
  if (typeof value === 'number') return Number.isNaN(value) ? 'NaN' : Object.is(value, -0) ? '-0' : String(value)
  if (value === null) return 'null'
  if (typeof value === 'object' && 'value' in value) return `host ${value.value}`
  return typeof value === 'bigint' ? `${value}n` : typeof value === 'object' || typeof value === 'function' ? typeof value : String(value)
}
