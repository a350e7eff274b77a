import { assert, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { profileOps, profileSamples, profileTree } from '../../../../../test/cases/report/profiles.ts'
import { anyProfile } from '../../../../../test/profiles.ts'
import type { Profile } from '../../model/profile.ts'
import { functionName, labelsOf } from '../labels.ts'
import { measuresOf } from '../measures.ts'
import { inclusiveSums, ownSums } from '../tree.ts'
import { profileFormats } from './index.ts'

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

const bytesOf = (profile: Profile, format: keyof typeof profileFormats) => {
  const pieces = [...profileFormats[format].write(profile, measuresOf(profile)[0])]
  return Buffer.concat(pieces.map(piece => (typeof piece === 'string' ? Buffer.from(piece) : piece)))
}
const jsonOf = (profile: Profile, format: 'speedscope' | 'firefox') => JSON.parse(bytesOf(profile, format).toString('utf8'))

describe('speedscope', () => {
  test('has a profile of events for each measure', () => {
    expect(jsonOf(profileSamples, 'speedscope')).toMatchInlineSnapshot(`
      {
        "$schema": "https://www.speedscope.app/file-format-schema.json",
        "activeProfileIndex": 0,
        "exporter": "culprit",
        "name": "node query.mjs",
        "profiles": [
          {
            "endValue": 63500000,
            "events": [
              {
                "at": 0,
                "frame": 0,
                "type": "O",
              },
              {
                "at": 4000000,
                "frame": 1,
                "type": "O",
              },
              {
                "at": 49000000,
                "frame": 2,
                "type": "O",
              },
              {
                "at": 61000000,
                "frame": 2,
                "type": "C",
              },
              {
                "at": 61000000,
                "frame": 1,
                "type": "C",
              },
              {
                "at": 61000000,
                "frame": 0,
                "type": "C",
              },
              {
                "at": 61000000,
                "frame": 3,
                "type": "O",
              },
              {
                "at": 63500000,
                "frame": 3,
                "type": "C",
              },
            ],
            "name": "time",
            "startValue": 0,
            "type": "evented",
            "unit": "nanoseconds",
          },
        ],
        "shared": {
          "frames": [
            {
              "file": "file:///app/query.mjs",
              "name": "run",
            },
            {
              "file": "sql-wasm.wasm",
              "name": "sqlite3VdbeExec",
            },
            {
              "file": "sql-wasm.wasm",
              "name": "wasm-function[12]",
            },
            {
              "name": "(garbage collector)",
            },
          ],
        },
      }
    `)
  })

  test('opens and closes frames like brackets, and their time is what the functions did', () => {
    assert(
      property(anyProfile, profile => {
        const { shared, profiles } = jsonOf(profile, 'speedscope')
        expect(shared.frames.map((frame: { name: string }) => frame.name)).toEqual(labelsOf(profile.functions))
        for (const { name, events, endValue } of profiles) {
          const column = profile.tree![name as 'calls' | 'instructions']!
          const own = new Float64Array(profile.functions.length)
          const open: number[] = []
          let last = 0
          for (const { type, frame, at } of events) {
            if (open.length > 0) own[open.at(-1)!]! += at - last
            else expect(at).toBe(last)
            last = at
            if (type === 'O') open.push(frame)
            else expect(open.pop()).toBe(frame)
          }
          expect(open).toEqual([])
          expect(endValue).toBe(sum(column))
          expect(own).toEqual(ownSums(profile.tree!, column, profile.functions.length))
        }
      }),
    )
  })
})

describe('firefox', () => {
  test('has a thread for each measure, and columns as long as their tables say', () => {
    for (const profile of [profileTree, profileSamples, profileOps]) {
      const { meta, shared, threads } = jsonOf(profile, 'firefox')
      expect(meta).toMatchObject({ version: 36, preprocessedProfileVersion: 70, product: 'node query.mjs' })
      const tables = [
        shared.stackTable,
        shared.frameTable,
        shared.funcTable,
        shared.resourceTable,
        ...threads.map((thread: { samples: object }) => thread.samples),
      ]
      for (const { length, ...columns } of tables) {
        for (const column of Object.values(columns)) if (Array.isArray(column)) expect(column).toHaveLength(length)
      }
    }
    expect(jsonOf(profileTree, 'firefox').threads.map((thread: { name: string }) => thread.name)).toEqual(['instructions', 'calls'])
  })

  test('has time in milliseconds, each sample where the one before ends', () => {
    expect(jsonOf(profileSamples, 'firefox').threads[0].samples).toEqual({
      stack: [0, 1, 2, 3],
      time: [0, 4, 49, 61],
      weight: [4, 45, 12, 2.5],
      weightType: 'tracing-ms',
      length: 4,
    })
  })

  test('has the paths of the tree', () => {
    assert(
      property(anyProfile, profile => {
        const { shared, threads } = jsonOf(profile, 'firefox')
        const { stackTable, frameTable, funcTable, stringArray } = shared
        const path = (stack: number): number[] => {
          const above = stackTable.prefixOffset[stack] === 0 ? [] : path(stack - stackTable.prefixOffset[stack])
          return [...above, frameTable.func[stackTable.frame[stack]]]
        }
        const inclusive = new Float64Array(profile.functions.length)
        const { stack, weight } = threads[0].samples
        for (const [index, each] of stack.entries()) for (const one of new Set(path(each))) inclusive[one]! += weight[index]
        expect(inclusive).toEqual(inclusiveSums(profile.tree!, profile.tree!.instructions!, profile.functions.length))
        expect(funcTable.name.map((name: number) => stringArray[name])).toEqual(profile.functions.map(each => functionName(each)))
      }),
    )
  })
})

describe('pprof', () => {
  test('has all measures, the modules, the notes and the unit', () => {
    const { strings, ...fields } = decoded(bytesOf(profileTree, 'pprof'))
    expect(strings[0]).toBe('')
    expect(fields[1]!.map(type => message(type as Uint8Array).map(([, value]) => strings[value as number]))).toEqual([
      ['instructions', 'count'],
      ['calls', 'count'],
    ])
    expect(fields[14]!.map(place => strings[place as number])).toEqual(['instructions'])
    expect(fields[3]!.map(mapping => strings[Object.fromEntries(message(mapping as Uint8Array))[5] as number])).toEqual(['sql-wasm.wasm'])
  })

  test('has the path of each sample with the innermost frame first, and sums to the digit', () => {
    assert(
      property(anyProfile, profile => {
        const { strings, ...fields } = decoded(bytesOf(profile, 'pprof'))
        const functions = (fields[5] ?? []).map(each => Object.fromEntries(message(each as Uint8Array)))
        expect(functions.map(each => strings[each[2] as number] ?? '')).toEqual(profile.functions.map(each => functionName(each)))
        const own = new Float64Array(profile.functions.length)
        for (const sample of fields[2] ?? []) {
          const [locations, values] = message(sample as Uint8Array).map(([, packed]) => varints(packed as Uint8Array))
          own[locations![0]! - 1]! += values![0]!
          expect(locations!.every(location => location >= 1 && location <= profile.functions.length)).toBe(true)
        }
        expect(own).toEqual(ownSums(profile.tree!, profile.tree!.instructions!, profile.functions.length))
      }),
    )
  })

  test('keeps numbers beyond 32 bits', () => {
    const large = { ...profileSamples, tree: { ...profileSamples.tree!, selfNs: [0, Number.MAX_SAFE_INTEGER, 2 ** 32, 127, 128] } }
    const values = decoded(bytesOf(large, 'pprof'))[2]!.map(sample => varints(message(sample as Uint8Array)[1]![1] as Uint8Array)[0])
    expect(values).toEqual([Number.MAX_SAFE_INTEGER, 2 ** 32, 127, 128])
  })
})

test('a profile in which nothing was recorded has files too', () => {
  const empty: Profile = { ...profileTree, functions: [], tree: null }
  expect(bytesOf(empty, 'folded').toString()).toBe('')
  expect(jsonOf(empty, 'speedscope').profiles).toEqual([])
  expect(jsonOf(empty, 'firefox').threads).toEqual([])
  expect(decoded(bytesOf(empty, 'pprof')).strings).toContain('node query.mjs')
})

type Field = readonly [field: number, value: number | Uint8Array]

/** The fields of a message in the wire format of Protocol Buffers: numbers, and bytes with a length. */
function message(bytes: Uint8Array): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = () => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++]!
      value += (byte % 128) * factor
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    const value = varint()
    if (tag % 8 === 0) fields.push([Math.floor(tag / 8), value])
    else {
      expect(tag % 8).toBe(2)
      fields.push([Math.floor(tag / 8), bytes.subarray(at, at + value)])
      at += value
    }
  }
  expect(at).toBe(bytes.length)
  return fields
}

function varints(packed: Uint8Array): number[] {
  const values: number[] = []
  let value = 0
  let factor = 1
  for (const byte of packed) {
    value += (byte % 128) * factor
    factor *= 128
    if (byte >= 128) continue
    values.push(value)
    value = 0
    factor = 1
  }
  return values
}

function decoded(bytes: Uint8Array): { readonly strings: readonly string[]; readonly [field: number]: readonly (number | Uint8Array)[] } {
  const fields: Record<number, (number | Uint8Array)[]> = {}
  for (const [field, value] of message(bytes)) (fields[field] ??= []).push(value)
  return { ...fields, strings: (fields[6] ?? []).map(text => new TextDecoder().decode(text as Uint8Array)) }
}
