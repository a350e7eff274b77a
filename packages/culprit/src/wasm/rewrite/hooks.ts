import { opcodes } from '../assembler/opcodes.ts'
import { operatorIdLimit, operators } from '../operators.ts'
import type { EngineFeatures } from './engine-features.ts'
import { withoutCosts } from './flow-costs.ts'
import { FlowReader } from './flow-reader.ts'
import { lebAt } from './leb.ts'
import { reindexedSections } from './reindex.ts'
import { resultBlocks } from './result-types.ts'
import { largestBody, nothingToRead, type Rewriting, type Workshop } from './rewriting.ts'
import { guardOf, plainBlock } from './wraps.ts'

/**
 * Calls `culprit.enter` and `culprit.exit`, which the host has to bring, with the index that the function has in the original module.
 * They are imports, so here, and only here, functions move: all but the imported ones by two.
 */
export function callHooks(workshop: Workshop, features: EngineFeatures): Rewriting {
  const { facts, additions, code } = workshop
  const { bytes } = facts
  const { out } = code
  const imported = facts.imported.function
  const enter = imported
  const exit = imported + 1
  const shifted = (index: number) => (index < imported ? index : index + 2)
  const type = additions.type(['i32'], [], 'culprit.hook')
  additions.importFunction('culprit', 'enter', type)
  additions.importFunction('culprit', 'exit', type)
  const blockOf = resultBlocks(facts, additions)
  const reader = new FlowReader(bytes, marked)
  const guard = guardOf(facts, features)
  const call = (hook: number, index: number) => {
    out.u8(opcodes.i32Const)
    out.s32(index)
    out.operator(opcodes.call, hook)
  }
  /** Copies the operators of a body; `leave` is null where nothing but indices is changed. */
  const copy = (start: number, end: number, leave: (() => void) | null) => {
    let depth = 0
    reader.enter(start, end, 0)
    for (let length = reader.fill(); length > 0; length = reader.fill()) {
      const { ids, offsets, nexts } = reader.batch
      for (let i = 0; i < length; i++) {
        const id = ids[i]!
        const offset = offsets[i]!
        switch (kindOf[id]!) {
          case opens:
            depth++
            break
          case closes:
            depth--
            break
          case returns:
            if (leave === null) break
            code.copyUntil(offset)
            out.operator(opcodes.br, depth)
            code.skipUntil(nexts[i]!)
            break
          case tailCalls:
            if (leave === null) break
            code.copyUntil(offset)
            leave()
        }
        if (namesFunction[id] === 1) {
          code.copyUntil(offset + 1)
          out.u32(shifted(lebAt(bytes, offset + 1)))
          code.skipUntil(nexts[i]!)
        }
      }
    }
  }

  return {
    body({ index, operators: first, end }) {
      code.copyUntil(first)
      call(enter, index)
      guard.open(out, blockOf(facts.functionTypes[index]!))
      const leave = () => call(exit, index)
      copy(first, end, leave)
      code.copyUntil(end - 1)
      code.skipUntil(end)
      guard.close(out, leave)
      if (code.size <= largestBody) return 'written'
      code.restart()
      copy(first, end, null)
      return 'too large'
    },
    unchosen({ operators: first, end }) {
      copy(first, end, null)
    },
    finish() {
      if (guard === plainBlock)
        workshop.note(
          'Where an exception leaves a function, culprit.exit is not called: the engine and the module have no exception handling in common.',
        )
      workshop.note('Where a trap ends the functions that are running, culprit.exit is not called for them.')
      return { ...nothingToRead, moved: { sections: reindexedSections(facts, shifted), shifted } }
    },
  }
}

const other = 0
const opens = 1
const closes = 2
const returns = 3
const tailCalls = 4

const kinds: Readonly<Record<string, number>> = {
  block: opens,
  loop: opens,
  if: opens,
  try: opens,
  try_table: opens,
  end: closes,
  delegate: closes,
  return: returns,
  return_call: tailCalls,
  return_call_indirect: tailCalls,
  return_call_ref: tailCalls,
}
const kindOf = Uint8Array.from({ length: operatorIdLimit }, (_, id) => kinds[operators[id]?.mnemonic ?? ''] ?? other)
const namesFunction = Uint8Array.from({ length: operatorIdLimit }, (_, id) => (operators[id]?.immediates === 'function' ? 1 : 0))
const marked = withoutCosts(id => kindOf[id] !== other || namesFunction[id] === 1)
