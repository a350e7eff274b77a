import { comparisonsInSearch } from './bisection.ts'
import { defaultBisectionPlan } from './bisect/index.ts'
import type { Investigation, Range } from './model/investigation.ts'
import type { Request, Run } from './model/run.ts'
import { ownRun, type OwnRun } from './own-run.ts'
import type { OpenRun } from './stages/resolve.ts'
import type { RunFolder } from './store/run-folder.ts'

/** How a run comes to be, and to its end. */
interface Runs {
  readonly create: (request: Request) => Promise<RunFolder>
  readonly carryOut: OwnRun['carryOut']
}

/**
 * An investigation that asked for it, with the step in the versions between its two sides. The search is a run of its own, whose id is
 * kept in the investigation's `run.json` before it begins: an investigation that is resumed goes on with the same one.
 */
export async function sinceWhen({ store, folder }: OpenRun, investigation: Investigation, runs: Runs): Promise<Investigation> {
  const { run } = folder
  if (run.request.bisection === undefined || !isChange(investigation)) return investigation
  const { range } = investigation
  if (range === null) return { ...investigation, warnings: [...investigation.warnings, noRange] }
  if (!isSearched(run.request, investigation)) return investigation
  const found = await ownRun(store, {
    known: run.bisection ?? null,
    create: () => runs.create(bisectionRequest(run, range)),
    remember: id => folder.writeRun({ ...folder.run, bisection: id }),
    carryOut: runs.carryOut,
  })
  if (found.kind !== 'bisection') return investigation
  const { outcome, culprit, probability } = found
  return { ...investigation, culprit, bisection: { run: found.run, outcome, culprit, probability } }
}

/** Whether the versions between the two sides are searched: when there are some, and their speed is what differs. */
export function isSearched({ bisection }: Request, { range, comparison }: Pick<Investigation, 'range' | 'comparison'>): boolean {
  return bisection !== undefined && range !== null && range.versions.length > 2 && comparison.ratio !== null
}

function isChange({ classification }: Investigation): boolean {
  return classification === 'real-regression' || classification === 'improvement'
}

const noRange: Investigation['warnings'][number] = {
  code: 'nothing-to-bisect',
  message: 'The two sides are not versions of one source, so there are none between them to search.',
  action: 'Give two versions of one source, such as npm:name@1.0.0 and npm:name@2.0.0, or leave out --bisect.',
}

/** The options of an investigation that a bisection does not have, and the budget, which means another thing there. */
const otherOptions = /^--(bisect|scale|counters|repo|rules|budget)(=|$)/

/** The search over the range with the same workload; as long as a bisection takes whose launches are as long as the investigation's. */
function bisectionRequest({ request, resolved }: Run, { versions }: Range): Request {
  const { suspects: _, ...kept } = request
  const exact = { baseline: resolved!.baseline, candidate: resolved!.candidate }
  const older = nameOf(exact.candidate) === versions[0]!.version ? 'candidate' : 'baseline'
  const newer = older === 'baseline' ? 'candidate' : 'baseline'
  const budgetNs = comparisonsInSearch * request.budgetNs
  const references = [exact[older].reference, exact[newer].reference] as const
  return {
    ...kept,
    command: 'bisect',
    baseline: { ...request[older], reference: references[0] },
    candidate: { ...request[newer], reference: references[1] },
    scales: [],
    counters: 'none',
    budgetNs,
    commandLine: ['bisect', ...references, ...optionsOf(request), '--budget', `${budgetNs / 1e9}s`],
  }
}

/** Which of the versions count, when nobody chose. */
export const usualChoice = { maxVersions: defaultBisectionPlan.maxVersions, preReleases: false, withdrawn: false } as const

/** The options that both commands have, as they were typed. */
function optionsOf({ commandLine, baseline, candidate }: Request): string[] {
  const sides = [baseline.reference, candidate.reference]
  const words = commandLine.filter((word, index) => index > 0 && !sides.includes(word))
  return words.filter((word, index) => {
    const before = words[index - 1] ?? ''
    return !otherOptions.test(word) && (before === '--bisect' || before.includes('=') || !otherOptions.test(before))
  })
}

/** As a range calls it: releases of an engine have no version besides. */
function nameOf({ version, engine }: NonNullable<Run['resolved']>['baseline']): string {
  return version ?? engine.slice(engine.indexOf('@') + 1)
}
