import * as build from './build-module.ts'

const end = 0x0b
const nothing = build.functionType([], [])
const constant = [0x41, 0x00, end]
/** Every section, ordinary content. */
export const ordinary = build.moduleOf(
  build.types(nothing, build.functionType([build.i32, build.i64], [build.f64])),
  build.imports(
    build.importOf('env', 'clock', [0x00, 0x01]),
    build.importOf('env', 'table', [0x01, build.funcref, 0x01, 0x01, 0x02]),
    build.importOf('env', 'memory', [0x02, 0x03, 0x01, 0x02]),
    build.importOf('env', 'base', [0x03, build.i32, 0x00]),
    build.importOf('énv', '', [0x04, 0x00, 0x00]),
  ),
  build.functions(0, 1),
  build.section(4, build.vector([[build.externref, 0x00, 0x05]])),
  build.section(13, build.vector([[0x00, 0x00]])),
  build.section(6, build.vector([[build.i64, 0x01, 0x42, 0x80, 0x01, end]])),
  build.exports(
    build.exportOf('run', 0, 2),
    build.exportOf('memory', 2, 0),
    build.exportOf('table', 1, 1),
    build.exportOf('counter', 3, 1),
    build.exportOf('tag', 4, 1),
  ),
  build.section(8, [0x01]),
  build.section(
    9,
    build.vector([
      [0x00, ...constant, ...build.vector([[0x00], [0x01]])],
      [0x05, build.funcref, ...build.vector([[0xd2, 0x01, end]])],
    ]),
  ),
  build.section(12, [0x02]),
  build.code(
    build.body([0x10, 0x01, 0x08, 0x00]),
    build.body(
      [0x20, 0x02, 0xfd, 0x0c, ...Array.from({ length: 16 }, () => 7), 0x1a, 0x1a, 0x44, 0, 0, 0, 0, 0, 0, 0, 0],
      [[0x02, build.f32]],
    ),
  ),
  build.section(
    11,
    build.vector([
      [0x00, ...constant, ...build.name('data')],
      [0x01, ...build.name('passive')],
    ]),
  ),
  build.custom('name', [
    ...build.section(0, build.name('ordinary')),
    ...build.section(
      1,
      build.vector([
        [0x00, ...build.name('clock')],
        [0x01, ...build.name('start')],
        [0x02, ...build.name('run it')],
      ]),
    ),
    ...build.section(2, build.vector([[0x02, ...build.vector([[0x00, ...build.name('x')]])]])),
  ]),
  build.custom('producers', build.vector([[...build.name('language'), ...build.vector([[...build.name('C'), ...build.name('23')]])]])),
  build.custom('target_features', build.vector([[0x2b, ...build.name('simd128')]])),
  build.custom('sourceMappingURL', build.name('https://example.org/a.map')),
  build.custom('.debug_info', [1, 2, 3]),
)
/** Modules of a few hundred bytes that V8 accepts, and between them use most of the format. */
export const smallModules = [
  ordinary,
  build.moduleWithBody([0x41, 0x2a, 0x1a]),
  // Threads, a 64-bit memory, extended constants, a table that is filled by an expression.
  build.moduleOf(
    build.types(nothing),
    build.functions(0),
    build.section(4, build.vector([[0x40, 0x00, 0x63, 0x00, 0x00, 0x02, 0xd0, 0x00, end]])),
    build.section(5, build.vector([[0x07, 0x01, 0x80, 0x01]])),
    build.section(6, build.vector([[build.i32, 0x00, 0x41, 0x01, 0x41, 0x02, 0x6a, end]])),
    build.code(build.body([0x42, 0x00, 0xfe, 0x10, 0x02, 0x00, 0x1a])),
  ),
  // Garbage collection: a recursion group, subtypes, references to them.
  build.moduleOf(
    build.types(
      [
        0x4e,
        ...build.vector([
          [
            0x50,
            0x00,
            0x5f,
            ...build.vector([
              [0x63, 0x01, 0x01],
              [0x78, 0x00],
            ]),
          ],
          [
            0x4f,
            0x01,
            0x00,
            0x5f,
            ...build.vector([
              [0x63, 0x01, 0x01],
              [0x78, 0x00],
              [build.i32, 0x01],
            ]),
          ],
        ]),
      ],
      [0x5e, 0x77, 0x01],
      [0x60, 0x01, 0x64, 0x00, 0x02, 0x6b, build.i32],
    ),
    build.functions(3),
    build.code(build.body([0x20, 0x00, 0x20, 0x00, 0xfb, 0x03, 0x00, 0x01])),
  ),
]
