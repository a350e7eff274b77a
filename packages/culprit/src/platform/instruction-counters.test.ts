import { describe, expect, test } from 'vitest'
import { perf, valgrind } from './instruction-counters.ts'

const why = (text: string, stderr = '') => {
  const reading = perf.read(text, stderr)
  return reading.kind === 'unavailable' ? reading.why : reading.instructions
}

describe('the text of perf stat', () => {
  const head = '# started on Sat Nov 21 06:32:51 2026\n\n'

  test('gives the count', () => {
    expect(why(`${head}968382644,,instructions:u,310218422,100.00,,\n`)).toBe(968382644)
    expect(why(`${head}968382644,,instructions:u,310218422,100.00,1.52,insn per cycle\n`)).toBe(968382644)
  })

  test('gives the sum of both kinds of cores, of which one may not have been used', () => {
    expect(why(`${head}120,,cpu_core/instructions:u/,30,100.00,,\n7,,cpu_atom/instructions:u/,2,100.00,,\n`)).toBe(127)
    expect(why(`${head}120,,cpu_core/instructions/u,30,100.00,,\n<not counted>,,cpu_atom/instructions/u,0,0.00,,\n`)).toBe(120)
  })

  test('with the decimals of another language gives the count', () => {
    expect(why(`${head}968382644,,instructions:u,310218422,100,00,,\n`)).toBe(968382644)
  })

  test('that says <not supported> is no count of 0', () => {
    // As perf 6.1 wrote it in a virtual machine.
    expect(why(`${head}<not supported>,,instructions:u,0,100.00,,\n`)).toContain('no hardware counter')
  })

  test('that says <not counted>, or 0, is none either', () => {
    expect(why(`${head}<not counted>,,instructions:u,0,0.00,,\n`)).toBe('perf did not count (<not counted>)')
    expect(why(`${head}0,,instructions:u,0,100.00,,\n`)).toBe('perf did not count (0)')
  })

  test('of a counter that was shared is an estimate, and no count', () => {
    expect(why(`${head}968382644,,instructions:u,310218422,66.60,,\n`)).toContain('66.6 % of the time')
  })

  test('that says who forbids it gives the number of the setting', () => {
    const denied =
      'Error:\nAccess to performance monitoring and observability operations is limited.\nConsider adjusting /proc/sys/kernel/perf_event_paranoid setting to open\naccess to performance monitoring and observability operations for processes\nwithout CAP_PERFMON, CAP_SYS_PTRACE or CAP_SYS_ADMIN Linux capability.\nperf_event_paranoid setting is 4:\n'
    expect(why('', denied)).toContain('kernel.perf_event_paranoid is 4; sudo sysctl')
    expect(
      why('', 'Error:\nYou may not have permission to collect stats.\n\nConsider tweaking /proc/sys/kernel/perf_event_paranoid,\n'),
    ).toContain('kernel.perf_event_paranoid;')
  })

  test('that is missing is told with what perf printed', () => {
    expect(why('', 'event syntax error: bad\nmore\n')).toBe('perf gave no count: event syntax error: bad')
    expect(why('', '')).toBe('perf gave no count')
  })
})

describe('the log of callgrind', () => {
  const read = (text: string) => valgrind(true).read(text, '')

  test('gives the count of the process, which is the last', () => {
    const log =
      '==9== Callgrind, a call-graph generating cache profiler\n==10== Collected : 55\n==9== \n==9== Events    : Ir\n==9== Collected : 151398685\n'
    expect(read(log)).toEqual({ kind: 'counted', instructions: 151398685 })
  })

  test('without a count is told with what valgrind said', () => {
    expect(read("valgrind: fatal error: unknown tool 'callgrind'\n")).toEqual({
      kind: 'unavailable',
      why: "valgrind gave no count: valgrind: fatal error: unknown tool 'callgrind'",
    })
    expect(read('')).toEqual({ kind: 'unavailable', why: 'valgrind gave no count' })
    expect(read('==9== Collected : 0\n').kind).toBe('unavailable')
  })
})
