import { invalidModule } from '../model/errors.ts'
import type { Bodies } from './code.ts'
import type { OperatorWalker } from './operator-walker.ts'
import { operators } from './operators.ts'

/**
 * Throws at the first operator that names a data segment. Code comes before data, so a module that has such operators has to announce the
 * number of segments in a data count section; this is for modules that have none.
 */
export function checkNoDataIndices({ histogram, count, operatorStarts, ends }: Bodies, walker: OperatorWalker): void {
  if (!histogram.some((occurrences, id) => occurrences > 0 && namesData(id))) return
  for (let index = 0; index < count; index++) {
    walker.enterBody(operatorStarts[index]!, ends[index]!)
    for (let length = walker.fill(); length > 0; length = walker.fill()) {
      const place = walker.ids.subarray(0, length).findIndex(namesData)
      if (place < 0) continue
      const { mnemonic } = operators[walker.ids[place]!]!
      throw invalidModule(`${mnemonic} needs a data count section, which the module does not have`, walker.offsets[place]!)
    }
  }
}

function namesData(id: number): boolean {
  return /\bdata\b/.test(operators[id]?.immediates ?? '')
}
