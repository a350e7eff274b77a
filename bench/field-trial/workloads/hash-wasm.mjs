// As many hashes of 8 kB as the variant says.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

export const name = 'hash-wasm: SHA-256 of 8 kB'

export async function setup({ dir }) {
  const { createSHA256 } = createRequire(import.meta.url)(dir)
  const { units } = JSON.parse(readFileSync(join(dir, 'units.json'), 'utf8'))
  return { hasher: await createSHA256(), bytes: new Uint8Array(8192).fill(7), units }
}

export function run({ hasher, bytes, units }) {
  let digest = ''
  for (let unit = 0; unit < units; unit++) digest = hasher.init().update(bytes).digest()
  return digest
}
