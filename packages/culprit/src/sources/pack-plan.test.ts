import { expect, test } from 'vitest'
import { planPack } from './pack-plan.ts'

const native = (name: string) => `runtimes/browser-wasm/native/${name}`
const pack = [
  'Pack.nuspec',
  'runtimes/browser-wasm/lib/net9.0/System.Linq.dll',
  ...[
    'dotnet.js',
    'dotnet.native.js',
    'dotnet.native.js.symbols',
    'dotnet.native.wasm',
    'dotnet.runtime.js',
    'icudt_CJK.dat',
    'libmono.a',
    'src/driver.c',
  ].map(native),
]
const nothing = () => false

test('native files replace those of the same name, wherever they are in the application', () => {
  const application = [
    'index.html',
    '_framework/System.Linq.wasm',
    '_framework/dotnet.js',
    '_framework/dotnet.native.wasm',
    'old/dotnet.native.wasm',
  ]
  expect(planPack(application, pack, nothing)).toEqual({
    replaced: [
      { file: '_framework/dotnet.js', by: native('dotnet.js') },
      { file: '_framework/dotnet.native.wasm', by: native('dotnet.native.wasm') },
      { file: 'old/dotnet.native.wasm', by: native('dotnet.native.wasm') },
    ],
    kept: [],
    dropped: [],
    unplaced: ['dotnet.native.js', 'dotnet.native.js.symbols', 'dotnet.runtime.js', 'icudt_CJK.dat'].map(native),
  })
})

test('a fingerprint in a name is no part of it, and a word is no fingerprint', () => {
  const application = [
    'dotnet.native.48a7tgq2py.wasm',
    'dotnet.native.epwh6nzps3.js.symbols',
    'icudt_CJK.5lgyv9xn0b.dat',
    'dotnet.runtime.znium3fnsa.js',
    'dotnet.native.other.wasm',
    'my.dotnet.native.wasm',
    'dotnet.native.48a7tgq2py.wasm.map',
    'aaaaaaaaaa.dotnet.js',
  ]
  const { replaced } = planPack(application, pack, nothing)
  expect(replaced).toEqual([
    { file: 'dotnet.native.48a7tgq2py.wasm', by: native('dotnet.native.wasm') },
    { file: 'dotnet.native.epwh6nzps3.js.symbols', by: native('dotnet.native.js.symbols') },
    { file: 'icudt_CJK.5lgyv9xn0b.dat', by: native('icudt_CJK.dat') },
    { file: 'dotnet.runtime.znium3fnsa.js', by: native('dotnet.runtime.js') },
  ])
})

test('compressed copies of what is replaced are left out, and those of other files stay', () => {
  const application = ['dotnet.native.wasm', 'dotnet.native.wasm.br', 'dotnet.native.wasm.gz', 'app.wasm.br', 'dotnet.js', 'dotnet.js.br']
  const { dropped, kept } = planPack(application, pack, path => path === 'dotnet.js')
  expect(dropped).toEqual(['dotnet.native.wasm.br', 'dotnet.native.wasm.gz'])
  expect(kept).toEqual(['dotnet.js'])
})

test('a package that is no runtime pack replaces nothing', () => {
  expect(
    planPack(['dotnet.native.wasm'], ['lib/net9.0/dotnet.native.wasm', 'runtimes/linux-x64/native/dotnet.native.wasm'], nothing),
  ).toEqual({
    replaced: [],
    kept: [],
    dropped: [],
    unplaced: [],
  })
})
