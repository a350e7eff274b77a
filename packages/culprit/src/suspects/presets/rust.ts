import type { SuspectRules } from '../../model/suspect-rules.ts'

/** rust-lang/rust, for what its compiler and standard library do to wasm32 targets. */
export const rust: SuspectRules = {
  paths: {
    docs: ['src/doc/**', 'RELEASES.md'],
    tests: ['tests/**', 'src/test/**', 'src/tools/miri/tests/**', '**/tests/**'],
    harness: ['**/benches/**', 'src/etc/**', 'src/tools/opt-dist/**'],
    'code-generation': [
      'compiler/rustc_codegen_llvm/**',
      'compiler/rustc_codegen_ssa/**',
      'compiler/rustc_mir_transform/**',
      'compiler/rustc_mir_build/**',
      'compiler/rustc_monomorphize/**',
      'compiler/rustc_llvm/**',
      'compiler/rustc_target/**',
      'compiler/rustc_abi/**',
      'compiler/rustc_ty_utils/**',
      'library/core/src/intrinsics/**',
      'library/portable-simd/**',
      'library/stdarch/**',
      'library/compiler-builtins/**',
    ],
    'execution-mode': ['library/std/src/sys/**', 'library/std/src/sys_common/**', 'library/panic_*/**', 'library/unwind/**'],
    'build-configuration': [
      'src/bootstrap/**',
      'config*.toml',
      'bootstrap*.toml',
      'src/ci/**',
      'compiler/rustc_session/**',
      'compiler/rustc_interface/**',
      'Cargo.toml',
    ],
    library: ['library/**', 'compiler/**'],
  },
  rolls: ['src/llvm-project', 'src/stage0*', 'src/version', 'Cargo.lock', 'library/Cargo.lock'],
  engines: ['llvm project', 'cranelift', 'stdarch', 'compiler builtins', 'dlmalloc', 'cargo'],
  words: [
    {
      words: ['wasm32', 'target feature*', 'abi', 'mir inlin*', 'mir opt*', 'share generics', 'cross crate inline', 'rollup'],
      factor: 2.5,
    },
    { words: ['perf regression', 'perf regression triaged'], factor: 4 },
    {
      words: ['rustdoc', 'miri', 'clippy', 'rust analyzer', 'diagnostic*', 'suggest*', 'error message*', 'windows', 'aarch64', 'triagebot'],
      factor: 0.3,
    },
  ],
  tested: ['rust timer', 'rustc perf', 'finished benchmarking commit', 'perf regression triaged'],
}
