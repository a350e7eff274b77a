// Everything of this suite for which the web has no interface, or none that engines share.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Worker } from 'node:worker_threads'

let collect: (() => void) | undefined

/** Full collections: memory of instances that the first one takes is given back, and counted as such, by the second one. */
export async function collectGarbage(): Promise<void> {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  for (let i = 0; i < 2; i++) {
    await turnOfTheEventLoop()
    collect()
  }
}

/** Memory of the machine that this process has now. */
export function residentBytes(): number {
  return process.memoryUsage.rss()
}

/** On the heap and outside of it for what the heap refers to: buffers, memories of instances. */
export function heldBytes(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

export interface Thread {
  /** Resolves when it has said that; rejects when it ends or fails before. */
  message(text: string): Promise<void>
  hasSaid(text: string): boolean
  isOver(): boolean
  /** Resolves when it is gone. */
  stop(): Promise<void>
}

/** A thread that runs `script`, in which `bytes` are those given and `say` sends a message. */
export function startThread(script: string, bytes: Uint8Array): Thread {
  const prelude =
    "const { parentPort, workerData: bytes } = require('node:worker_threads'); const say = text => parentPort.postMessage(text)\n"
  const worker = new Worker(prelude + script, { eval: true, workerData: bytes })
  const said = new Set<string>()
  let over = false
  let changed = (): void => {}
  let failure: unknown = null
  worker.on('message', text => {
    said.add(text)
    changed()
  })
  worker.on('error', error => {
    failure = error
    changed()
  })
  worker.on('exit', () => {
    over = true
    changed()
  })
  return {
    message: text =>
      new Promise((resolve, reject) => {
        changed = () => {
          if (said.has(text)) resolve()
          else if (over || failure !== null) reject(new Error(`the thread ended without saying "${text}"`, { cause: failure }))
        }
        changed()
      }),
    hasSaid: text => said.has(text),
    isOver: () => over,
    stop: async () => {
      await worker.terminate()
    },
  }
}

function turnOfTheEventLoop(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
