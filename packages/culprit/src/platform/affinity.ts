import { readFileSync } from 'node:fs'
import { execa } from 'execa'

/** The processors that this process may use; empty where the system does not tell. */
export function allowedProcessors(): number[] {
  try {
    const list = /^Cpus_allowed_list:\s*(.+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? ''
    return list.split(',').flatMap(range => {
      const [first, last] = range.split('-').map(Number)
      return Array.from({ length: (last ?? first!) - first! + 1 }, (_, index) => first! + index)
    })
  } catch {
    return []
  }
}

/**
 * Binds the main thread of a process to one processor; the threads that it has already, which compile and collect in the background,
 * stay free. Does nothing where that is not possible.
 */
export async function pinMainThread(pid: number, processor: number): Promise<void> {
  await execa('taskset', ['--cpu-list', '--pid', String(processor), String(pid)], { reject: false, timeout: 5000, stdio: 'ignore' }).catch(
    () => {},
  )
}
