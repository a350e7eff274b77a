import { expect, test } from 'vitest'
import { readSymbolFile } from './symbol-file.ts'

test('each line is an index and a name, whose escapes are bytes', () => {
  const text = '0:fd_write\n1:std::__2::vector<int>::size\\28\\29\\20const\r\n12:caf\\c3\\a9\n\n7:a:b\n'
  expect([...readSymbolFile(text)]).toEqual([
    [0, 'fd_write'],
    [1, 'std::__2::vector<int>::size() const'],
    [12, 'café'],
    [7, 'a:b'],
  ])
  expect(readSymbolFile('').size).toBe(0)
})

test.each(['\u0000asm', 'main', ':main', '-1:main', '1e3:main', '99999999999:main', '5000000000:main'])(
  '%o is refused, with its line',
  line => {
    expect(() => readSymbolFile(`0:good\n${line}\n`)).toThrow(/no file of symbols.*\(at line 2\)/)
  },
)
