import { expect, test } from 'vitest'
import { isArchive, readArchive } from './archive.ts'

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
const member = (name: string, content: string, size = content.length) =>
  `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}${String(size).padEnd(10)}\`\n${content}${content.length % 2 ? '\n' : ''}`
const archive = (...members: string[]) => bytes(`!<arch>\n${members.join('')}`)

test('members have the names that GNU, LLVM and BSD write, and the symbol table is none', () => {
  const library = archive(
    member('/', '\0\0\0\0'),
    member('//', 'a-very-long-name-indeed.o/\nsecond-long-name.o/\n'),
    member('short.o/', 'abc'),
    member('/0', 'de'),
    member('/27', ''),
    member('#1/8', 'bsd.o\0\0\0content'),
  )
  expect(
    readArchive(library).map(({ name, offset, bytes }) => [name, Buffer.from(library.subarray(offset, offset + bytes)).toString()]),
  ).toEqual([
    ['short.o', 'abc'],
    ['a-very-long-name-indeed.o', 'de'],
    ['second-long-name.o', ''],
    ['bsd.o', 'content'],
  ])
})

test('an empty library has no members, and other bytes are no library', () => {
  expect(readArchive(archive())).toEqual([])
  expect(isArchive(bytes('!<arch>'))).toBe(false)
  expect(() => readArchive(bytes('\0asm'))).toThrow(/no static library/)
})

test.each([
  ['a header that is cut off', archive(member('a.o/', 'abcd')).subarray(0, 40), /header of a member \(at offset 0x8\)/],
  ['a member beyond the end', archive(member('a.o/', 'abcd', 5)), /5 bytes goes beyond the end of the archive \(at offset 0x8\)/],
  ['a size that is no number', archive(member('a.o/', 'abcd').replace('4         `', '-4        `')), /"-4" is no number/],
  ['no end mark', archive(member('a.o/', 'abcd').replace('`', "'")), /no end mark/],
  ['a long name that does not exist', archive(member('/17', 'abcd')), /the name at 17 of the long names does not exist/],
  ['a name longer than its member', archive(member('#1/9', 'abcd')), /longer than the member/],
])('%s is an error with its offset', (_, library, message) => {
  expect(() => readArchive(library)).toThrow(message)
})
