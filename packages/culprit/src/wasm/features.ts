/**
 * What a module can use beyond the first WebAssembly. A feature is reported when its encoding occurs in the module, whatever the
 * `target_features` section claims. Names are those of the proposals.
 */
export const features = [
  'branch-hinting',
  'bulk-memory',
  'compact-imports',
  'custom-descriptors',
  'custom-page-sizes',
  'exception-handling',
  'extended-const',
  'function-references',
  'gc',
  'half-precision',
  'legacy-exceptions',
  'memory-control',
  'memory64',
  'multi-memory',
  'multi-value',
  'mutable-globals',
  'reference-types',
  'relaxed-atomics',
  'relaxed-simd',
  'saturating-float-to-int',
  'shared-everything-threads',
  'sign-extension',
  'simd',
  'stack-switching',
  'tail-call',
  'threads',
  'wide-arithmetic',
] as const
export type Feature = (typeof features)[number]
