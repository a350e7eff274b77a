import { expect, test } from 'vitest'
import * as build from '../../../../../test/build-module.ts'
import { exitPrograms } from '../../../../../test/exit-programs.ts'
import { readModule, type ModuleFacts } from '../module.ts'
import { classCosts, packingFor, type FlowCosts } from './flow-costs.ts'
import { FlowReader } from './flow-reader.ts'

/** Every operator of flow of every body, with its place and its row of costs. */
function flowOf(facts: ModuleFacts, costs: FlowCosts, packing: number, kernel?: null): Buffer {
  const { bytes, bodies } = facts
  const reader = new FlowReader(bytes, costs, kernel)
  const { cells } = costs.packings[packing]!
  const flow: number[] = []
  for (let body = 0; body < bodies.count; body++) {
    reader.enter(bodies.operatorStarts[body]!, bodies.ends[body]!, packing)
    for (let count = reader.fill(); count > 0; count = reader.fill()) {
      const { ids, offsets, nexts, costs: rows } = reader.batch
      for (let place = 0; place < count; place++)
        flow.push(ids[place]!, offsets[place]!, nexts[place]!, ...rows.subarray(place * cells, (place + 1) * cells))
    }
  }
  return Buffer.from(Float64Array.from(flow).buffer)
}

function expectSameFlow(bytes: Uint8Array): void {
  const facts = readModule(bytes)
  const costs = classCosts(facts.bodies.histogram)
  const packing = packingFor(costs, Math.max(...facts.bodies.operators))
  expect(flowOf(facts, costs, packing).equals(flowOf(facts, costs, packing, null))).toBe(true)
}

test.each(exitPrograms)('the flow of functions is the same with the kernel as without: $name', ({ bytes }) => {
  expectSameFlow(bytes)
})

test('the flow of bodies that are longer than what the kernel sees, or nested deeper than it follows, is the same', () => {
  const repeat = (count: number, ...bytes: number[]) => Array.from({ length: count }, () => bytes).flat()
  const straight = repeat(5_000, 0x41, 0xff, 0xff, 0x00, 0x1a)
  // A block type that is an index is for the decoder.
  const long = [...straight, ...repeat(3_000, 0x02, 0x40, 0x0b), ...straight, ...repeat(2, 0x02, 0x00, 0x0b), ...straight, ...straight]
  const deep = [...repeat(200_000, 0x02, 0x40), ...repeat(200_000, 0x0b)]
  for (const operators of [long, deep]) expectSameFlow(build.moduleWithBody(operators))
})
