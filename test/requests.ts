import { requestSchema, type Request, type Run, type SideRequest } from '../packages/culprit/src/model/run.ts'

/** What is asked for where only these fields matter. */
export function requestOf(fields: Partial<Request>): Request {
  return requestSchema.parse({
    command: 'compare',
    baseline: sideOf('./a'),
    candidate: sideOf('./b'),
    workload: { kind: 'script', path: 'w.mjs' },
    threshold: 0.02,
    budgetNs: 1e9,
    timeLimitNs: 1e9,
    seed: 'seed',
    commandLine: [],
    cwd: '/',
    ...fields,
  })
}

export function sideOf(reference: string): SideRequest {
  return { reference, engine: 'node', flags: [] }
}

/** A run that has begun and resolved nothing yet, without the id that the store gives it. */
export function begun(request: Request): Omit<Run, 'formatVersion' | 'kind' | 'id'> {
  return { state: 'running', startedMs: 0, request, budgetNs: request.budgetNs, looks: [], resolved: null }
}

/** The same with an id. */
export function runOf(request: Request): Run {
  return { formatVersion: 1, kind: 'run', id: '20261121-020000-abcd', ...begun(request) }
}
