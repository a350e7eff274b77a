import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { duckdbReleases, matchingPairs, scoreMatching, type MatchingScore } from '../test/matching-score.ts'

const rounds = 3
const runFile = promisify(execFile)

/**
 * How well functions are matched when their names are hidden, whether the confidences are true, and what a whole diff of two large modules
 * costs: reading both, matching, the document. Processor time stands beside the time, because other programs make only the latter longer.
 */
export async function run(print: (line: string) => void): Promise<void> {
  print('right: of the functions that have a counterpart by name; wrong: of those that were paired')
  print(['modules', 'functions', 'right', 'wrong', 'changed right', 'match ms'].map((text, column) => cell(text, column)).join(''))
  const scores: [string, MatchingScore][] = []
  for (const pair of matchingPairs) {
    const score = await scoreMatching(pair)
    scores.push([pair.name, score])
    print(
      [
        pair.name,
        `${score.functions.a}/${score.functions.b}`,
        share(score.right, score.counterparts),
        share(score.wrong, score.paired),
        `${score.changedRight}/${score.changed}`,
        score.milliseconds.toFixed(0),
      ]
        .map((text, column) => cell(text, column))
        .join(''),
    )
  }
  print('')
  print('calibration: pairs with a confidence in the band, how many were right, and what their confidences say')
  print(['modules', '[0.5, 0.8)', '[0.8, 0.95)', '[0.95, 1]'].map((text, column) => cell(text, column, 24)).join(''))
  for (const [name, { calibration }] of scores) {
    const bands = calibration.map(({ pairs, right, expected }) => `${pairs}: ${share(right, pairs)} (${share(expected, pairs)})`)
    print([name, ...bands].map((text, column) => cell(text, column, 24)).join(''))
  }
  print('')
  print(`the whole diff of two modules of 34 MB, in ${rounds} fresh processes`)
  for (let round = 0; round < rounds; round++) {
    const { stdout } = await runFile(process.execPath, [
      fileURLToPath(new URL('matching/whole-diff.ts', import.meta.url)),
      JSON.stringify(duckdbReleases),
    ])
    print(stdout.trim())
  }
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((part / whole) * 100).toFixed(2)} %`
}

function cell(text: string, column: number, width = 15): string {
  return column === 0 ? text.padEnd(26) : text.padStart(width)
}
