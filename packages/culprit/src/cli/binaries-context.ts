import { join } from 'node:path'
import type { SourceContext } from '../sources/source.ts'
import { Trees } from '../store/trees.ts'
import type { Terminal } from './command.ts'
import { storePath, type CommonOptions, type SourceFlags } from './options.ts'
import { sourceOptionsOf } from './source-options.ts'

/** What references are resolved with by commands that only read binaries: packages come through the store's cache, and no run is begun. */
export function binariesContext(options: CommonOptions & SourceFlags, terminal: Terminal): SourceContext {
  const storeRoot = storePath(options)
  return {
    trees: new Trees(join(storeRoot, 'cache')),
    storeRoot,
    cwd: process.cwd(),
    options: sourceOptionsOf(options),
    // Read when something is fetched: files of the user leave nothing to take down.
    get signal() {
      return terminal.signal
    },
  }
}
