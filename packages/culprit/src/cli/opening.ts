import { visible } from '../report/untrusted.ts'
import type { Terminal } from './command.ts'

/** Says in a terminal what is waited for when opening a reference takes long, as fetching a package can, or asking for one without a network. */
export async function opening<Opened>(reference: string, { stderr }: Terminal, opened: Promise<Opened>): Promise<Opened> {
  const note = stderr.isTTY ? setTimeout(() => stderr.write(`Opening ${visible(reference)} …\n`), patienceMs) : undefined
  try {
    return await opened
  } finally {
    clearTimeout(note)
  }
}

const patienceMs = 2_000
