/**
 * What an instrumented module does; by itself, so that naming them in a help text loads no schema:
 * - count: counts the calls of each function
 * - ops: counts executed instructions too, by class
 * - tree: counts calls and executed instructions of each path of calls
 * - hooks: calls `culprit.enter` and `culprit.exit`, which the host brings
 */
export const instrumentationModes = ['count', 'ops', 'tree', 'hooks'] as const
