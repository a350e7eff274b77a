// Modules, their functions, names and sources, and what cannot be done with them.
import { CulpritError } from './culprit-error.ts'

/** A module that the reader cannot read; `offset` is absolute in the file. */
export function invalidModule(what: string, offset: number): CulpritError {
  return new CulpritError({
    code: 'invalid-module',
    message: `${what} (at offset 0x${offset.toString(16)})`,
    hint: 'The file is damaged, or it uses something that this version of culprit does not know. Nothing was counted.',
    data: { offset },
  })
}

/** A static library that the reader cannot read; `offset` is absolute in the file. */
export function invalidArchive(what: string, offset: number): CulpritError {
  return new CulpritError({
    code: 'invalid-archive',
    message: `${what} (at offset 0x${offset.toString(16)})`,
    hint: 'The file is damaged, or it is no library that ar or llvm-ar made.',
    data: { offset },
  })
}

export function noModules(reference: string): CulpritError {
  return new CulpritError({
    code: 'no-modules',
    message: `${reference} has no WebAssembly module: no file begins with 00 61 73 6d, and no script carries one as base64.`,
    hint: 'Name the folder or the package that has the .wasm file. Modules that a script unpacks while it runs are seen by `culprit compare` only.',
    data: { reference },
  })
}

/** `file.wasm#number`; `modules` is how many core modules the file has. */
export function noCoreModule(number: number, layer: 'core' | 'component', modules: number): CulpritError {
  const has = modules === 0 ? 'no core module' : modules === 1 ? 'one core module, #1' : `${modules} core modules, #1 to #${modules}`
  return new CulpritError({
    code: 'no-core-module',
    message:
      layer === 'core'
        ? `There is no core module #${number}: the file is one itself, #1.`
        : `There is no core module #${number}: the component has ${has}.`,
    hint: 'Core modules are counted from 1 in the order of the file, those of nested components included: file.wasm#1.',
    data: { number, modules },
  })
}

/** A reference to one module of several, or to one where there are none or many. */
export function noSuchModule(text: string, why: string): CulpritError {
  return new CulpritError({
    code: 'no-such-module',
    message: `${JSON.stringify(text)}: ${why}.`,
    hint: '`culprit inspect` lists the modules of a file, folder or package; file.js#2 is the second one inside a file.',
    data: { text },
  })
}

export function notAFile(path: string): CulpritError {
  return new CulpritError({
    code: 'not-a-file',
    message: `"${path}" is a folder, and a .wasm file is needed.`,
    hint: 'Name the file itself.',
    data: { path },
  })
}

/** The same error with the file that it is about. */
export function unreadableModule(path: string, error: CulpritError): CulpritError {
  return new CulpritError({
    code: error.code,
    message: `${path}: ${error.message}`,
    hint: error.hint ?? '',
    data: { ...error.data, path },
    cause: error,
  })
}

/** `why` says what the two modules do not have in common. */
export function noTwin(why: string): CulpritError {
  return new CulpritError({
    code: 'no-twin',
    message: `No names can be taken from the other module: ${why}.`,
    hint: 'Names come from a build of the very same code that was not stripped, or from a .symbols file. `culprit diff` compares modules that differ.',
  })
}

export function badSymbolFile(why: string, line: number): CulpritError {
  return new CulpritError({
    code: 'bad-symbol-file',
    message: `This is no file of symbols: ${why} (at line ${line}).`,
    hint: 'Each line of such a file is index:name, as `emcc --emit-symbol-map` writes it.',
    data: { line },
  })
}

export function badSourceMap(why: string): CulpritError {
  return new CulpritError({
    code: 'bad-source-map',
    message: `The source map cannot be read: ${why}.`,
    hint: 'It has to be a source map of version 3, as `emcc -gsource-map` writes it beside the module.',
  })
}

export function missingExport(path: string, name: string, known: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'missing-export',
    message: `${path} exports no function "${name}".`,
    hint:
      known.length === 0
        ? 'It exports no functions at all.'
        : `It exports: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}.`,
    data: { path, name },
  })
}

/** A function that was named by its index or its name. */
export function missingFunction(path: string, wanted: string, functions: number, similar: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'missing-function',
    message: `${path} has no function "${wanted}".`,
    hint:
      similar.length === 0
        ? `It has ${functions} functions, of which names are in the name section, in imports and in exports. An index works too.`
        : `Names that contain it: ${similar.join(', ')}.`,
    data: { path, function: wanted },
  })
}

export function ambiguousFunction(path: string, wanted: string, indices: readonly number[]): CulpritError {
  return new CulpritError({
    code: 'ambiguous-function',
    message: `${path} has ${indices.length} functions "${wanted}".`,
    hint: `Name one by its index: ${indices.slice(0, 20).join(', ')}${indices.length > 20 ? ', …' : ''}.`,
    data: { path, function: wanted, indices },
  })
}

/** A function that was paired with none of the other side. */
export function noPartner(wanted: string, index: number, path: string): CulpritError {
  return new CulpritError({
    code: 'no-partner',
    message: `No function of ${path} was found to be the same as "${wanted}".`,
    hint: `Name both by their indices: --function ${index}:<index>. \`culprit diff\` without --function lists functions without a partner.`,
    data: { path, function: wanted, index },
  })
}

/** A module that is sound but cannot be rewritten. */
export function cannotInstrument(why: string, hint: string): CulpritError {
  return new CulpritError({ code: 'cannot-instrument', message: `The module cannot be instrumented: ${why}.`, hint })
}

/** An instance of a module that counts in a helper was used without the helper. */
export function helperNotLinked(): CulpritError {
  return new CulpritError({
    code: 'helper-not-linked',
    message: 'The instance has no nodes to read: its helper was not linked, so nothing was counted.',
    hint: 'Put the functions of the helper module into the exported table before the instance is used; docs/instrument.md shows how.',
  })
}
