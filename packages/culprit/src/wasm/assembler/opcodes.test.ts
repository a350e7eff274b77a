import { expect, test } from 'vitest'
import { operators } from '../operators.ts'
import { opcodes } from './opcodes.ts'

test('each opcode is that of the operator with its name', () => {
  const plain = (name: string) => name.replaceAll(/[._]/g, '').toLowerCase()
  for (const [name, opcode] of Object.entries(opcodes)) expect(plain(operators[opcode]!.mnemonic)).toBe(plain(name))
})
