import * as fs from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { runInUse } from '../model/errors.ts'
import { guardDisk } from '../platform/files.ts'

/** The folders whose locks this process has. In containers processes get the same numbers again, so its own number in a lock says nothing. */
const held = new Set<string>()

/** Takes a folder of the store for this process; `run-in-use` when another one that lives has it. `id` is what the user knows it by. */
export async function lock(folder: string, id: string): Promise<void> {
  if (held.has(resolve(folder))) throw runInUse(id, process.pid)
  held.add(resolve(folder))
  try {
    await writeLock(folder, id)
  } catch (error) {
    held.delete(resolve(folder))
    throw error
  }
}

async function writeLock(folder: string, id: string): Promise<void> {
  const path = join(folder, 'lock')
  for (;;) {
    try {
      await guardDisk(path, () => fs.writeFile(path, String(process.pid), { flag: 'wx' }))
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const owner = await lockOwner(folder)
      if (owner !== null && owner !== process.pid) throw runInUse(id, owner)
      await fs.rm(path, { force: true })
    }
  }
}

export async function unlock(folder: string): Promise<void> {
  await fs.rm(join(folder, 'lock'), { force: true })
  held.delete(resolve(folder))
}

/** The process that holds a folder's lock, when it is alive. A killed one leaves its lock behind. */
export async function lockOwner(path: string): Promise<number | null> {
  const pid = Number(await fs.readFile(join(path, 'lock'), 'utf8').catch(() => ''))
  if (!Number.isInteger(pid) || pid <= 0) return null
  if (pid === process.pid) return held.has(resolve(path)) ? pid : null
  try {
    process.kill(pid, 0)
    return pid
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : null
  }
}
