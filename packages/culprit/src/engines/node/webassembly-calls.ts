// What the programs that stand in for the calls of WebAssembly share. They run on every Node that can be an engine.

/** The functions that compile and instantiate, as they are before anybody stands in for them. */
export function originalCalls() {
  const { Module, Instance, compile, instantiate, compileStreaming } = WebAssembly
  return { Module, Instance, compile, instantiate, compileStreaming }
}

/** The bytes of what a module is compiled from; null for what is none (which the engine refuses then). */
export function bytesOf(source: unknown): Uint8Array | null {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
  if (source instanceof ArrayBuffer || (typeof SharedArrayBuffer !== 'undefined' && source instanceof SharedArrayBuffer))
    return new Uint8Array(source)
  return null
}

/** The body of a response, refused as the streaming calls refuse it (WebAssembly Web API, "compile a potential WebAssembly response"). */
export async function bodyOf(source: Response | PromiseLike<Response>): Promise<ArrayBuffer> {
  const response = await source
  if (!response.ok) throw new TypeError(`HTTP status code is not ok: ${response.status}`)
  if (response.headers.get('content-type') !== 'application/wasm')
    throw new TypeError('Incorrect response MIME type. Expected application/wasm')
  return response.arrayBuffer()
}

/** Node compiles modules of its own (the parser of its HTTP client, the lexer of CommonJS exports); they belong to no program. */
export function calledByNode(): boolean {
  const frames = (new Error().stack ?? '').split('\n').slice(1)
  const caller = frames.find(frame => !frame.includes(ownFolder))
  // An ES module that imports a .wasm file has it compiled by the loader, for the program.
  return caller !== undefined && /\(?node:/.test(caller) && !caller.includes('esm/translators')
}

const ownFolder = new URL('.', import.meta.url).href
