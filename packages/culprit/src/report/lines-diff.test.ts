import { expect, test } from 'vitest'
import { functionDiff } from '../../../../test/cases/report/function-diff.ts'
import { render } from './index.ts'
import { unified } from './lines-diff.ts'

test('a wide terminal shows both sides beside each other', () => {
  const lines = render(functionDiff, 'terminal', { width: 120, color: false }).split('\n')
  const code = lines.slice(lines.indexOf('Code') + 1, -1)
  expect(code.map(line => [line.slice(0, 61).trimEnd(), line.slice(61).trimEnd()])).toEqual([
    ['  a', ' b'],
    ['  … 9 lines the same', ''],
    ['        local.get $pointer', '       local.get $pointer'],
    ['        call $peek', '       call $peek#7'],
    ['        local.tee 4', '       local.tee 4'],
    ['        i32.const 32                                        ~', '       i32.const 9'],
    ['        i8x16.splat                                         -', ''],
    ['        i8x16.eq                                            -', ''],
    ['        i8x16.bitmask                                       -', ''],
    ['                                                            +', '       i32.eq'],
    ['                                                            +', `       call $"core::str::next_code_point<'_, char>"`],
    ['        br_if 1 (;@1;)                                      ~', '       br_if 0 (;@2;)'],
    ['      end', '     end'],
    ['    end', '   end'],
    ['    local.get 4', '   local.get 4'],
    ['  … 5 lines the same', ''],
  ])
})

test('lines that are longer than anyone reads, and indented deeper, are cut', () => {
  const line = { offset: 0, indent: 100_000, text: `call $${'x'.repeat(100_000)}` }
  const [shown] = unified([{ state: 'added', lines: 1, a: null, b: line }])
  expect(shown!.text.length).toBeLessThan(400)
})

test('a page has each line in its column, with its place, and says in a sign what a colour says', () => {
  const page = render(functionDiff, 'html')
  const rows = [...page.matchAll(/<tr class="(\w+)">(.*)<\/tr>/g)].map(([, state, cells]) => `${state}: ${cells!.replace(/<[^>]+>/g, '|')}`)
  expect(rows.slice(1, 9)).toEqual([
    'same: |0x1a2c||      local.get $pointer||||0x19f0||      local.get $pointer|',
    'same: |0x1a2e||      call $peek||||0x19f2||      call $peek#7|',
    'same: |0x1a31||      local.tee 4||||0x19f5||      local.tee 4|',
    'changed: |0x1a33||      i32.const 32||~||0x19f7||      i32.const 9|',
    'removed: |0x1a35||      i8x16.splat||-|||||',
    'removed: |0x1a37||      i8x16.eq||-|||||',
    'removed: |0x1a39||      i8x16.bitmask||-|||||',
    'added: |||||+||0x19f9||      i32.eq|',
  ])
})
