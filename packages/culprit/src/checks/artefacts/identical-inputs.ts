import type { HypothesisId } from '../check.ts'
import type { SideHashes } from './facts.ts'
import { type ArtefactTest, notApplicable } from './finding.ts'

/** Did both sides run the same bytes, on the same engine with the same flags? Then no part of them made the difference, whatever the clock said. */
export const identicalInputs: ArtefactTest = ({ comparison }) => {
  if (comparison === null) return notApplicable('What the two sides were made of is not known.')
  const { baseline, candidate, verdict } = comparison
  if (verdict !== null && verdict !== 'regression' && verdict !== 'improvement') {
    return notApplicable('No difference was measured that identical inputs would have to explain.')
  }
  const same = {
    files: equal(baseline.files, candidate.files),
    modules: sameModules(baseline, candidate),
    // The executable's hash tells more than its name; where one is missing the names have to do.
    engine: equal(baseline.engineSha256, candidate.engineSha256) ?? equal(baseline.engine, candidate.engine),
    flags: equal(joined(baseline.flags), joined(candidate.flags)),
  }
  const differing = (['engine', 'flags'] as const).filter(part => same[part] === false)
  if (same.modules === null) return notApplicable('The hashes of the modules of both sides are not known.')
  if (!same.modules || differing.length > 0) {
    return {
      outcome: 'clear',
      statement: same.modules
        ? `The modules are identical, but not the ${differing.join(' and the ')}.`
        : 'The modules of the two sides differ.',
      value: same.modules ? 1 : 0,
      unit: 'modules identical',
      supports: [],
      against: same.modules ? ['module'] : [],
    }
  }
  const settled = same.files === true && same.engine === true && same.flags === true
  const open = (['files', 'engine', 'flags'] as const).filter(part => same[part] !== true)
  const excluded: HypothesisId[] = ['module']
  if (same.files === true) excluded.push('glue')
  if (same.engine === true) excluded.push('engine')
  if (same.flags === true) excluded.push('flags')
  return {
    outcome: 'hit',
    strength: settled ? 'hard' : 'soft',
    statement: settled
      ? 'Both sides run byte-identical files on the same engine with the same flags: the difference is not in them.'
      : `Both sides run byte-identical modules, so the difference is not in those; of the ${open.join(', the ')} that is not shown.`,
    value: 1,
    unit: 'modules identical',
    supports: settled ? ['harness', 'environment'] : [],
    against: excluded,
  }
}

function sameModules(a: SideHashes, b: SideHashes): boolean | null {
  if (equal(a.files, b.files) === true) return true
  // Order does not matter, but how often one is compiled does.
  return equal(a.modules?.toSorted().join(' ') ?? null, b.modules?.toSorted().join(' ') ?? null)
}

function joined(flags: readonly string[] | null): string | null {
  return flags === null ? null : JSON.stringify(flags)
}

function equal(a: string | null, b: string | null): boolean | null {
  return a === null || b === null ? null : a === b
}
