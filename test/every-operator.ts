// The slow and obvious way of counting instructions, to compare the fast one with: a counter in front of every operator.
import { operatorClasses } from '../packages/culprit/src/model/operator-classes.ts'
import type { ModuleFacts } from '../packages/culprit/src/wasm/module.ts'
import { OperatorWalker } from '../packages/culprit/src/wasm/operator-walker.ts'
import { operators } from '../packages/culprit/src/wasm/operators.ts'
import { Additions } from '../packages/culprit/src/wasm/rewrite/additions.ts'
import { assemble, contentOf } from '../packages/culprit/src/wasm/rewrite/assemble.ts'
import { ByteWriter } from '../packages/culprit/src/wasm/assembler/byte-writer.ts'
import { memoryCounters } from '../packages/culprit/src/wasm/rewrite/counters.ts'

const structure = new Set(['block', 'loop', 'try', 'try_table', 'else', 'end', 'catch', 'catch_all', 'delegate'])
const readExport = '__every_operator'

/** The module, counting each instruction where it is executed. Needs an engine with several memories. */
export function countEveryOperator(facts: ModuleFacts): Uint8Array<ArrayBuffer> {
  const { bytes, bodies } = facts
  const additions = new Additions(facts)
  const counters = memoryCounters(facts)
  const walker = new OperatorWalker(bytes, new Set())
  const out = new ByteWriter(bytes.length * 8)
  out.u32(bodies.count)
  for (let body = 0; body < bodies.count; body++) {
    out.sized(() => {
      let at = bodies.starts[body]!
      walker.enterBody(bodies.operatorStarts[body]!, bodies.ends[body]!)
      for (let length = walker.fill(); length > 0; length = walker.fill()) {
        for (let i = 0; i < length; i++) {
          const operator = operators[walker.ids[i]!]!
          if (structure.has(operator.mnemonic)) continue
          out.copy(bytes, at, walker.offsets[i]!)
          at = walker.offsets[i]!
          counters.increment(out, body * operatorClasses.length + operatorClasses.indexOf(operator.class))
        }
      }
      out.copy(bytes, at, bodies.ends[body]!)
    })
  }
  additions.export(readExport, 'function', counters.finish(additions, bodies.count * operatorClasses.length))
  return assemble(facts, {
    replaced: new Map([[10, out.written]]),
    appended: additions.sections,
    custom: section => contentOf(bytes, section),
    added: [],
  })
}

/** Function index → class → executed instructions; of classes that occur. */
export function everyOperatorCounts(facts: ModuleFacts, instance: WebAssembly.Instance): Map<number, Record<string, number>> {
  const read = instance.exports[readExport] as (index: number) => bigint
  return new Map(
    Array.from({ length: facts.bodies.count }, (_, body) => {
      const counts = operatorClasses.map((name, column) => [name, Number(read(body * operatorClasses.length + column))] as const)
      return [facts.imported.function + body, Object.fromEntries(counts.filter(([, count]) => count > 0))]
    }),
  )
}
