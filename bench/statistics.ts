import { standardDeviation } from '../packages/culprit/src/stats/deviation.ts'
import { changePoints } from '../packages/culprit/src/stats/change-points.ts'
import { signedRankInterval } from '../packages/culprit/src/stats/signed-rank-interval.ts'
import { signedRankP } from '../packages/culprit/src/stats/signed-rank.ts'
import { missRate, power, type Rate, verdictRates } from './statistics/rates.ts'
import { campaignRate, contendedRates, contendedWorlds } from './statistics/contended.ts'
import { detectorRates, seriesWorlds } from './statistics/series.ts'
import { normalPairs, seedOf, simulatePairs, worlds } from './statistics/worlds.ts'

const runs = 2000

/** The design's own simulations, printed beside ours: power and mean pairs by effect in standard deviations. */
const designPower: Readonly<Record<string, string>> = {
  '0.5': '0.85 (44)',
  '0.75': '0.996 (27)',
  '1': '1.0 (19)',
  '1.5': '1.0 (13)',
  '2': '1.0 (11)',
  '0.5 contaminated': '0.76 (47)',
  '1 contaminated': '1.0 (22)',
}
/** And verdicts by true effect, for a spread of 2 % and a threshold of 1 %. */
const designVerdicts: Readonly<Record<string, string>> = {
  '0': 'no-regression .85, inconclusive .15, regression .001 (45)',
  '0.005': 'inconclusive .71',
  '0.01': 'regression .60, wrong pass .005-.011',
  '0.0125': 'wrong pass <= .001',
  '0.015': 'regression .976 (28)',
  '0.02': 'regression 1.0 (19)',
  '0.05': 'regression 1.0 (10)',
}

/** Simulates the error rates and the power of the statistics, and times them; about a minute. */
export async function run(print: (line: string) => void): Promise<void> {
  print(`# Statistics: ${runs} experiments each, fixed seeds, alpha .02, looks at 10, 14, 20, 28, 40, 60 pairs`)
  print('')
  print('| world | spread of ln(B/A) | false claims | missed +1 % | missed -1 % | missed +5 % | promised |')
  print('|---|---|---|---|---|---|---|')
  for (const world of worlds) {
    const missed = [0, 0.01, -0.01, 0.05].map(effect => share(missRate(world, Math.log1p(effect), runs)))
    const spread = standardDeviation(simulatePairs(world, seedOf('spread', 0), 2000, 0))
    print(`| ${world.name} | ${spread.toFixed(3)} | ${missed.join(' | ')} | <= .02 |`)
  }

  print('')
  print('| effect / spread | noise | power | mean pairs | design |')
  print('|---|---|---|---|---|')
  for (const isContaminated of [false, true]) {
    const noise = isContaminated ? 'contaminated' : 'normal'
    for (const d of [0.25, 0.5, 0.75, 1, 1.5, 2, 3]) {
      const found = power(d, isContaminated, runs)
      print(
        `| ${d} | ${noise} | ${share(found)} | ${found.meanPairs.toFixed(1)} | ${designPower[isContaminated ? `${d} ${noise}` : d] ?? ''} |`,
      )
    }
  }

  print('')
  print(
    '| spread | threshold | true effect | regression | improvement | no-regression | small-change | inconclusive | mean pairs | design |',
  )
  print('|---|---|---|---|---|---|---|---|---|---|')
  for (const [spread, threshold, effect] of [
    ...[0, 0.005, 0.01, 0.0125, 0.015, 0.02, 0.05].map(effect => [0.02, 0.01, effect] as const),
    [0.01, 0.02, 0],
    [0.01, 0.02, 0.03],
  ] as const) {
    const plan = { looks: [10, 14, 20, 28, 40, 60], alpha: 0.02, threshold }
    const { counts, meanPairs } = verdictRates(Math.log1p(effect), spread, plan, runs)
    const rates = Object.values(counts).map(hits => share({ hits, runs }))
    const design = spread === 0.02 ? designVerdicts[effect] : effect === 0 ? 'no-regression in 11 pairs' : 'regression in 10 pairs'
    print(`| ${spread} | ${threshold} | ${effect} | ${rates.join(' | ')} | ${meanPairs.toFixed(1)} | ${design} |`)
  }

  print('')
  print('| history of 100 points | false alarms per series | step of 3 deviations found within 2 points |')
  print('|---|---|---|')
  for (const world of seriesWorlds) {
    const { falseAlarms, found } = detectorRates(world, 100, 3, runs / 4)
    print(`| ${world.name} | ${falseAlarms.toFixed(3)} | ${found.toFixed(3)} |`)
  }

  print('')
  print('| step | median time |')
  print('|---|---|')
  const pairs = normalPairs(seedOf('speed', 0), 60, 0, 0.02)
  const tied = pairs.map(logRatio => Math.round(logRatio * 200) / 200)
  const series = normalPairs(seedOf('speed', 1), 3000, 0, 1)
  print(`| signed-rank p of 60 pairs | ${milliseconds(() => signedRankP(pairs))} |`)
  print(`| signed-rank p of 60 tied pairs | ${milliseconds(() => signedRankP(tied))} |`)
  print(`| interval of 60 pairs | ${milliseconds(() => signedRankInterval(pairs, 0.02 / 3))} |`)
  print(`| interval of 60 tied pairs | ${milliseconds(() => signedRankInterval(tied, 0.02 / 3))} |`)
  print(`| change points of 3000 samples | ${milliseconds(() => changePoints(series))} |`)

  const few = 500
  print('')
  print(`Contended pairs, ${few} experiments each: measured again, dropped, or decided on processor time`)
  print('')
  print('| world | true effect | claims | promised | decided on processor time | contended pairs | mean pairs | bias of the ratio |')
  print('|---|---|---|---|---|---|---|---|')
  for (const world of contendedWorlds) {
    for (const effect of [0, 0.05]) {
      const found = contendedRates(world, Math.log1p(effect), few)
      print(
        `| ${world.name} | ${percent(effect)} | ${share(found)} | ${effect === 0 ? '<= .02' : ''} | ${percent(found.byCpu / few)} | ${percent(found.dropped)} | ${found.meanPairs.toFixed(1)} | ${percent(found.bias)} |`,
      )
    }
  }

  print('')
  print(`A variant against itself, where a whole campaign has an offset of its own: claims in ${few} campaigns, threshold 2 %`)
  print('')
  print('| standard deviation of the offset | without a floor | with the floor of five campaigns | promised with a floor |')
  print('|---|---|---|---|')
  for (const offset of [0, 0.005, 0.01, 0.02]) {
    print(`| ${percent(offset)} | ${share(campaignRate(offset, false, few))} | ${share(campaignRate(offset, true, few))} | <= .04 |`)
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function share({ hits, runs }: Rate): string {
  return (hits / runs).toFixed(4)
}

/** The median of 51 calls, after ten that warm up. */
function milliseconds(work: () => unknown): string {
  for (let call = 0; call < 10; call++) work()
  const times = Array.from({ length: 51 }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
  return `${times.sort((a, b) => a - b)[25]!.toFixed(2)} ms`
}
