import { operators, type Immediates } from '../operators.ts'

type Role = 'opens' | 'divides' | 'closes'

const roleOf: Partial<Record<Immediates, Role>> = {
  block: 'opens',
  'block catch*': 'opens',
  else: 'divides',
  'catch tag': 'divides',
  catch_all: 'divides',
  end: 'closes',
  delegate: 'closes',
}

/** By operator id, what an operator does to the blocks around it; undefined of most. */
export const roles: readonly (Role | undefined)[] = operators.map(operator => operator && roleOf[operator.immediates])

/** By operator id, how many more blocks are open behind it. */
export const blockChange: Int8Array = Int8Array.from(roles, role => (role === 'opens' ? 1 : role === 'closes' ? -1 : 0))
