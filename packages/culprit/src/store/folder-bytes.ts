import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import type { Bytes } from '../model/units.ts'

/** What the files below a folder hold; 0 when there is none, and without what another process removes meanwhile. */
export async function folderBytes(folder: string): Promise<Bytes> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = await Promise.all(
    entries
      .filter(entry => entry.isFile())
      .map(entry =>
        fs.stat(join(entry.parentPath, entry.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
