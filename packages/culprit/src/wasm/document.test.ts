import { expect, test } from 'vitest'
import { ordinary } from '../../../../test/small-modules.ts'
import { moduleSchema } from '../model/module.ts'
import { moduleDocument } from './document.ts'
import { readModule } from './module.ts'

test('a document tells every part of a module', () => {
  const { mnemonics, operators, sections, ...document } = moduleSchema.parse(moduleDocument(readModule(ordinary), 'abc'))
  expect(document).toMatchInlineSnapshot(`
    {
      "branchHints": 0,
      "bytes": 411,
      "dataSegments": {
        "bytes": 11,
        "count": 2,
      },
      "dylink": null,
      "elementSegments": {
        "count": 2,
        "items": 3,
      },
      "exports": [
        {
          "index": 2,
          "kind": "function",
          "name": "run",
          "type": "(i32, i64) -> (f64)",
        },
        {
          "index": 0,
          "kind": "memory",
          "name": "memory",
          "type": "1 2 shared",
        },
        {
          "index": 1,
          "kind": "table",
          "name": "table",
          "type": "5 externref",
        },
        {
          "index": 1,
          "kind": "global",
          "name": "counter",
          "type": "mut i64",
        },
        {
          "index": 1,
          "kind": "tag",
          "name": "tag",
          "type": "() -> ()",
        },
      ],
      "features": [
        "bulk-memory",
        "exception-handling",
        "mutable-globals",
        "reference-types",
        "simd",
        "threads",
      ],
      "formatVersion": 1,
      "functionTable": null,
      "functions": {
        "defined": 2,
        "imported": 1,
      },
      "globals": {
        "defined": 1,
        "imported": 1,
      },
      "hasDwarf": true,
      "hasNames": true,
      "imports": [
        {
          "kind": "function",
          "module": "env",
          "name": "clock",
          "type": "(i32, i64) -> (f64)",
        },
        {
          "kind": "table",
          "module": "env",
          "name": "table",
          "type": "1 2 funcref",
        },
        {
          "kind": "memory",
          "module": "env",
          "name": "memory",
          "type": "1 2 shared",
        },
        {
          "kind": "global",
          "module": "env",
          "name": "base",
          "type": "i32",
        },
        {
          "kind": "tag",
          "module": "énv",
          "name": "",
          "type": "() -> ()",
        },
      ],
      "kind": "module",
      "largestFunctions": [
        {
          "bytes": 35,
          "displayName": "run it",
          "index": 2,
          "name": "run it",
          "nameOrigin": "name section",
          "operators": 6,
          "source": null,
        },
        {
          "bytes": 6,
          "displayName": "start",
          "index": 1,
          "name": "start",
          "nameOrigin": "name section",
          "operators": 3,
          "source": null,
        },
      ],
      "layer": "core",
      "memories": [
        {
          "addressType": "i32",
          "imported": true,
          "index": 0,
          "initial": 1,
          "maximum": 2,
          "pageBytes": 65536,
          "shared": true,
        },
      ],
      "modules": [],
      "name": "ordinary",
      "namesFrom": null,
      "producers": {
        "language": [
          {
            "name": "C",
            "version": "23",
          },
        ],
      },
      "sha256": "abc",
      "sourceMappingUrl": "https://example.org/a.map",
      "start": 1,
      "tables": [
        {
          "addressType": "i32",
          "element": "funcref",
          "imported": true,
          "index": 0,
          "initial": 1,
          "maximum": 2,
          "shared": false,
        },
        {
          "addressType": "i32",
          "element": "externref",
          "imported": false,
          "index": 1,
          "initial": 5,
          "maximum": null,
          "shared": false,
        },
      ],
      "tags": {
        "defined": 1,
        "imported": 1,
      },
      "targetFeatures": [
        "+simd128",
      ],
      "types": 2,
      "unread": [],
      "versions": [
        {
          "kind": "producer",
          "offset": 319,
          "text": "C 23",
        },
      ],
    }
  `)
  expect(mnemonics).toMatchInlineSnapshot(`
    {
      "call": 1,
      "drop": 2,
      "end": 2,
      "f64.const": 1,
      "local.get": 1,
      "throw": 1,
      "v128.const": 1,
    }
  `)
  expect(Object.entries(operators).filter(([, count]) => count > 0)).toMatchInlineSnapshot(`
    [
      [
        "total",
        9,
      ],
      [
        "control",
        2,
      ],
      [
        "call",
        1,
      ],
      [
        "exception",
        1,
      ],
      [
        "parametric",
        2,
      ],
      [
        "local",
        1,
      ],
      [
        "constant",
        1,
      ],
      [
        "simd",
        1,
      ],
    ]
  `)
  expect(sections.map(({ id, name, offset, bytes }) => `${id} ${name} ${offset} ${bytes}`)).toMatchInlineSnapshot(`
    [
      "1 type 10 10",
      "2 import 22 64",
      "3 function 88 3",
      "4 table 93 4",
      "13 tag 99 3",
      "6 global 104 7",
      "7 export 113 40",
      "8 start 155 1",
      "9 element 158 14",
      "12 data count 174 1",
      "10 code 177 44",
      "11 data 223 19",
      "0 name 244 49",
      "0 producers 295 26",
      "0 target_features 323 26",
      "0 sourceMappingURL 351 43",
      "0 .debug_info 396 15",
    ]
  `)
})
