import { createRequire, syncBuiltinESMExports } from 'node:module'
import { BroadcastChannel, isMainThread, threadId, type Worker } from 'node:worker_threads'

/** How long a thread that ends others waits for their records. */
const patienceMs = 2_000
const channelName = 'culprit.profiler'

interface Collection {
  readonly threads: readonly number[]
  /** How many have answered. */
  readonly answered: SharedArrayBuffer
}

/**
 * Calls `write` when this thread ends, however that happens: by itself, by a signal, or because another thread ends it. A thread that is
 * terminated runs no code any more, so whoever is about to end it asks for its record first, and waits.
 */
export function watchThreads(write: () => void, note: (sentence: string) => void): void {
  const channel = new BroadcastChannel(channelName)
  channel.addEventListener('message', event => {
    const { threads, answered } = (event as MessageEvent<Collection>).data
    if (!threads.includes(threadId)) return
    write()
    const counter = new Int32Array(answered)
    Atomics.add(counter, 0, 1)
    Atomics.notify(counter, 0)
  })
  // The program ends when it would end without us.
  channel.unref()

  const live = followWorkers(workers => collect(channel, workers, note))
  process.on('exit', () => {
    collect(channel, [...live], note)
    write()
  })
  if (isMainThread)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) endBy(signal, () => collect(channel, [...live], note), write)
}

/** The workers that this thread has started and that run. */
function followWorkers(beforeEnd: (workers: readonly Worker[]) => void): ReadonlySet<Worker> {
  const threads = createRequire(import.meta.url)('node:worker_threads') as { Worker: typeof Worker }
  const live = new Set<Worker>()
  threads.Worker = class extends threads.Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args)
      live.add(this)
      this.once('exit', () => live.delete(this))
    }

    override terminate(): Promise<number> {
      if (live.has(this)) beforeEnd([this])
      return super.terminate()
    }
  }
  syncBuiltinESMExports()
  return live
}

function collect(channel: BroadcastChannel, workers: readonly Worker[], note: (sentence: string) => void): void {
  if (workers.length === 0) return
  const collection: Collection = { threads: workers.map(worker => worker.threadId), answered: new SharedArrayBuffer(4) }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have origins
  channel.postMessage(collection)
  const counter = new Int32Array(collection.answered)
  const end = Date.now() + patienceMs
  for (let answered = 0; answered < workers.length; answered = Atomics.load(counter, 0)) {
    const left = end - Date.now()
    if (left <= 0) {
      note(`${workers.length - answered} of ${workers.length} threads were busy when they were ended: what they counted is missing.`)
      return
    }
    Atomics.wait(counter, 0, answered, left)
  }
}

/** Ends the process by the signal, as it would have ended without us, after the records are written. */
function endBy(signal: NodeJS.Signals, collectOthers: () => void, write: () => void): void {
  const handler = (): void => {
    // A program with a handler of its own decides itself when it ends.
    if (process.listenerCount(signal) > 1) return
    collectOthers()
    write()
    process.removeListener(signal, handler)
    process.kill(process.pid, signal)
  }
  process.on(signal, handler)
}
