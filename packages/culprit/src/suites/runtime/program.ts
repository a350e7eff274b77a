import { programModule, type Program } from './modules.ts'

/** Of a memory of one page that may grow to two. */
export function compiledProgram(pages = 1, limit = pages + 1): WebAssembly.Module {
  return new WebAssembly.Module(programModule(pages, limit))
}

/** A new instance. */
export function start(module: WebAssembly.Module): Program {
  return exportsOf(new WebAssembly.Instance(module))
}

export function exportsOf(instance: WebAssembly.Instance): Program {
  return instance.exports as unknown as Program
}
