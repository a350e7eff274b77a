import type { Terminal } from './command.ts'
import { visible } from '../report/untrusted.ts'
import type { ProgressEvent } from '../model/progress.ts'
import type { Nanoseconds } from '../model/units.ts'

export interface Progress {
  readonly show: (event: ProgressEvent) => void
  /** Removes what is only of the moment. */
  readonly end: () => void
}

/** The progress that was asked for. */
export function progressOf(options: { readonly quiet?: true; readonly verbose?: true }, { stderr }: Terminal): Progress {
  return progress(stderr, options.quiet ? 'quiet' : options.verbose ? 'verbose' : 'normal')
}

/** How often a line is written where there is no terminal to redraw. */
const plainLineEvery: Nanoseconds = 15e9

/**
 * Progress on stderr: one line that is redrawn between launches on a terminal, plain lines elsewhere. Nothing runs on a timer,
 * because waking up would disturb what is being measured.
 */
export function progress(stream: NodeJS.WriteStream, verbosity: 'quiet' | 'normal' | 'verbose'): Progress {
  if (verbosity === 'quiet') return { show() {}, end() {} }
  const terminal = stream.isTTY
  let stage = ''
  let lastLine = -Infinity
  const line = (text: string): void => {
    if (terminal) stream.write('\r\u001b[K')
    stream.write(`${visible(text)}\n`)
    lastLine = performance.now() * 1e6
  }
  const redraw = (text: string): void => {
    if (terminal) stream.write(`\r\u001b[K${visible(text).slice(0, (stream.columns ?? 80) - 1)}`)
    else if (performance.now() * 1e6 - lastLine > plainLineEvery) line(text)
  }
  return {
    show(event) {
      switch (event.kind) {
        case 'run':
          return line(`${event.resumed ? 'resuming' : 'run'} ${event.id}`)
        case 'stage':
          stage = event.text
          return terminal ? redraw(`${stage} …`) : line(stage)
        case 'launch': {
          const rest = event.remainingNs === null || event.remainingNs < 0.5e9 ? '' : `, ${duration(event.remainingNs)} left`
          const text = `${stage}: ${event.done} of ${event.planned}${rest}`
          return verbosity === 'verbose' ? line(`${text} (${event.arm})`) : redraw(text)
        }
        case 'step':
          return verbosity === 'verbose' ? line(event.text) : redraw(event.text)
        case 'waiting':
          return redraw(`${event.text}; at most ${duration(event.remainingNs)} more`)
        case 'plan':
        case 'look':
          return line(event.text)
        case 'warning':
          return line(`warning: ${event.warning.message}`)
      }
    },
    end() {
      if (terminal) stream.write('\r\u001b[K')
    },
  }
}

function duration(ns: Nanoseconds): string {
  const seconds = Math.max(0, Math.round(ns / 1e9))
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}
