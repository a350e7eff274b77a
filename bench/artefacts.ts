import { mean } from '../packages/culprit/src/stats/deviation.ts'
import { confusionMatrix, labels, namingRate } from './artefacts/matrix.ts'
import { shiftRates } from './artefacts/suites.ts'

const draws = 200

/** What the tests of artefacts say about planted cases; some twenty seconds. */
export async function run(print: (line: string) => void): Promise<void> {
  print(`${draws} draws of each planted case, fixed seeds; a row is what was planted, a column what was said`)
  print('')
  print(`| planted | ${labels.join(' | ')} | regression named | right | wrongly named |`)
  print(`|${'---|'.repeat(labels.length + 4)}`)
  for (const { planted, withRegression, said, named, right, wronglyNamed } of confusionMatrix(draws)) {
    const counts = labels.map(label => said[label]).join(' | ')
    const share = `${((100 * right) / draws).toFixed(1)} %`
    print(`| ${planted}${withRegression ? ' + regression' : ''} | ${counts} | ${named ?? ''} | ${share} | ${wronglyNamed} |`)
  }

  print('')
  print('| true regression | named beside the artefact, all cases |')
  print('|---|---|')
  for (const size of [0.03, 0.05, 0.1, 0.15, 0.2, 0.5]) {
    print(`| ${(100 * size).toFixed(0)} % | ${(100 * namingRate(size, draws / 4)).toFixed(1)} % |`)
  }

  print('')
  print('| change of the suite | powers of ten | noise | benchmarks | additive | ratio | either | none | ns of the fit |')
  print('|---|---|---|---|---|---|---|---|---|')
  for (const change of ['additive', 'ratio', 'sparse', 'nothing'] as const) {
    for (const [decades, noise] of [
      [3, 0.02],
      [4, 0.02],
      [5, 0.02],
      [4, 0.04],
    ] as const) {
      for (const benchmarks of [20, 60, 200]) {
        const { kinds, addedNs } = shiftRates(change, { benchmarks, noise, decades }, draws)
        const found = [kinds.additive, kinds.ratio, kinds.either, kinds.none].map(hits => `${((100 * hits) / draws).toFixed(1)} %`)
        const ns = change === 'additive' ? mean(addedNs).toFixed(2) : ''
        print(`| ${change} | ${decades} | ${(100 * noise).toFixed(0)} % | ${benchmarks} | ${found.join(' | ')} | ${ns} |`)
      }
    }
  }
}
