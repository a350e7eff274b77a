import { invalidModule } from '../model/errors.ts'
import { BodyDigester } from './body-digester.ts'
import type { BodyDigests } from './body-digests.ts'
import type { Cursor } from './cursor.ts'
import type { Feature } from './features.ts'
import { maximumFunctions } from './functions.ts'
import type { Numbering } from './numbering.ts'
import type { OperatorWalker } from './operator-walker.ts'
import { operatorIdLimit } from './operators.ts'
import { readValueType } from './types.ts'

/** Facts about each function that the module defines, in parallel arrays by index among them. Offsets are absolute. */
export interface Bodies {
  readonly count: number
  /** Of the declaration of locals, behind the body's size. */
  readonly starts: Uint32Array
  /** Of the first operator. */
  readonly operatorStarts: Uint32Array
  /** Behind the last `end`. */
  readonly ends: Uint32Array
  readonly locals: Uint32Array
  readonly operators: Uint32Array
  /** Operators of all bodies, by operator id. */
  readonly histogram: Uint32Array
}

export function emptyBodies(count: number): Bodies {
  const array = () => new Uint32Array(count)
  return {
    count,
    starts: array(),
    operatorStarts: array(),
    ends: array(),
    locals: array(),
    operators: array(),
    histogram: new Uint32Array(operatorIdLimit),
  }
}

/** The code section: every operator of every body is decoded once. With the numbering of the module, its bodies are digested too. */
export function readCode(
  cursor: Cursor,
  features: Set<Feature>,
  walker: OperatorWalker,
  numbering: Numbering | null,
): { bodies: Bodies; digests: BodyDigests | null } {
  const bytes = cursor.left
  const bodies = emptyBodies(cursor.count('function bodies', 3, maximumFunctions))
  const digests = numbering && new BodyDigester(bodies.count, bytes, numbering)
  walker.count(bodies.histogram, () => {
    for (let index = 0; index < bodies.count;) {
      const done = walker.tallyBodies(cursor.position, cursor.end, bodies, index, digests)
      index += done
      if (done > 0) cursor.position = walker.position
      else readBody(index++, bodies, cursor, features, walker, digests)
    }
  })
  return { bodies, digests }
}

function readBody(
  index: number,
  bodies: Bodies,
  cursor: Cursor,
  features: Set<Feature>,
  walker: OperatorWalker,
  digests: BodyDigester | null,
): void {
  const size = cursor.u32('the size of a function body')
  const body = cursor.position
  cursor.skip(size, 'a function body')
  const end = cursor.position
  bodies.starts[index] = body
  bodies.ends[index] = end

  cursor.position = body
  bodies.locals[index] = readLocals(cursor, features, end)
  bodies.operatorStarts[index] = cursor.position

  walker.enterBody(cursor.position, end)
  bodies.operators[index] = walker.tally(digests)
  cursor.position = end
}

/** Goes behind the declarations and returns how many locals they make. */
function readLocals(cursor: Cursor, features: Set<Feature>, end: number): number {
  let locals = 0
  for (let groups = cursor.u32('the number of local declarations'); groups > 0; groups--) {
    const start = cursor.position
    if (start >= end) throw invalidModule('the declarations of locals go beyond their function body', start)
    locals += cursor.u32('a number of locals')
    if (locals > 0xffff_ffff) throw invalidModule(`${locals} locals are more than a function can have`, start)
    readValueType(cursor, features)
  }
  return locals
}
