/**
 * How two functions came to be taken for the same one:
 * - identical-body: the same type, locals and operators, byte for byte
 * - identical-masked-body: the same after the indices of functions, types and globals, and constants that may be addresses, are hidden
 * - export-name, debug-name: the same name; the bodies differ
 * - callees: of several equal bodies, the one that calls (and refers to) what the other does; or of bodies that differ, the same calls
 * - call-site: it is called where the other is called
 * - order: it stands between the same functions as the other
 * - similar-body: no body is more like it
 */
export const pairedBy = [
  'identical-body',
  'identical-masked-body',
  'export-name',
  'debug-name',
  'callees',
  'call-site',
  'order',
  'similar-body',
] as const
export type PairedBy = (typeof pairedBy)[number]
