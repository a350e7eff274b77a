import type { Instrumentation } from '../../model/instrumentation.ts'
import { helperModule } from './helper-tree.ts'

/**
 * Gives an instance what it needs before it is used: the helper in which it counts, and a clock, in nanoseconds. Instances that need
 * neither stay as they are. Without a clock an instance counts, and its times are zero.
 */
export function connect({ tree }: Instrumentation, instance: WebAssembly.Instance, now?: () => bigint): void {
  if (tree?.link) {
    const helper = new WebAssembly.Instance(new WebAssembly.Module(helperModule(tree.link.nodes).bytes)).exports
    const table = instance.exports[tree.link.table] as WebAssembly.Table
    for (const [place, name] of tree.link.functions.entries()) table.set(place, helper[name])
  }
  if (tree?.clock && now) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(clockModule), { host: { now } })
    const table = instance.exports[tree.clock] as WebAssembly.Table
    table.set(0, exports['now'])
  }
}

/** A table takes functions of WebAssembly only, so this imports `host.now`, () -> i64, and exports it as `now`. */
// oxfmt-ignore
const clockModule = Uint8Array.of(
  0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  1, 5, 1, 0x60, 0, 1, 0x7e,
  2, 12, 1, 4, 0x68, 0x6f, 0x73, 0x74, 3, 0x6e, 0x6f, 0x77, 0, 0,
  7, 7, 1, 3, 0x6e, 0x6f, 0x77, 0, 0,
)
