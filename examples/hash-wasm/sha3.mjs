// Hashes 64 KiB with SHA-3 in hash-wasm, whose modules are inlined in its script.
import { createRequire } from 'node:module'

export const name = 'SHA-3 of 64 KiB'

export async function setup({ dir }) {
  const { createSHA3 } = createRequire(import.meta.url)(dir)
  const data = new Uint8Array(64 * 1024).map((_, index) => index * 7 + (index >> 3))
  return { sha3: await createSHA3(), data }
}

export function run({ sha3, data }) {
  return sha3.init().update(data).digest('hex')
}
