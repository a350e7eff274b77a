import type { Check } from './check.ts'

/** Processor time does not count waiting for a processor, so a slowdown that it shares does not come from being preempted. */
export const cpuTime: Check = ({ comparison }) => {
  const cpu = comparison.metrics.find(metric => metric.metric === 'cpu')?.ratio
  const wall = comparison.ratio
  const measured = comparison.verdict === 'regression' || comparison.verdict === 'improvement'
  if (cpu === undefined || cpu === null || wall === null || comparison.decidedBy !== 'wall' || !measured) return []
  const [ofCpu, ofWall] = [Math.log(cpu.estimate), Math.log(wall.estimate)]
  const agrees = ofCpu / ofWall > 0.5
  return [
    {
      statement: `Processor time ${agrees ? 'agrees' : 'does not agree'} with the clock: ratio ${cpu.estimate.toFixed(3)} against ${wall.estimate.toFixed(3)}.`,
      value: cpu.estimate,
      unit: 'ratio',
      supports: agrees ? [] : ['environment'],
      against: agrees ? ['environment'] : [],
    },
  ]
}
