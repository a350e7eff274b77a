import { expect, test } from 'vitest'
import { samples } from '../../../../test/cases/report/samples.ts'
import { exitCodes } from '../model/errors.ts'
import type { ReportDocument } from '../report/index.ts'
import { judgementOf } from '../report/outcomes.ts'
import { exitCodeOf } from './result-exit-code.ts'

type Judged = Parameters<typeof exitCodeOf>[0]

const kinds = new Set<string>(['comparison', 'comparisons', 'suite-comparison', 'bench', 'alarm', 'bisection', 'investigation'])
const isJudged = (document: ReportDocument): document is Judged => kinds.has(document.kind)

test.each(Object.entries<ReportDocument>(samples).filter(([, document]) => isJudged(document)))(
  'what passes and fails in the report of %s is what its exit code says',
  (_, document) => {
    const outcomes = judgementOf(document)?.outcomes.map(({ outcome }) => outcome) ?? []
    const code = exitCodeOf(document as Judged)
    expect(outcomes.includes('failed')).toBe(code === exitCodes.regression)
    if (code === exitCodes.undecided) expect(outcomes.some(outcome => outcome === 'skipped' || outcome === 'broken')).toBe(true)
  },
)
