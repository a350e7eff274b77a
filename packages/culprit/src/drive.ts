import type { ProgressEvent, Staged } from './model/progress.ts'

/** Runs stages to their end. */
export async function drive<T>(stages: Staged<T>, show: (event: ProgressEvent) => void): Promise<T> {
  for (;;) {
    const step = await stages.next()
    if (step.done === true) return step.value
    show(step.value)
  }
}
