import { demangleItanium } from './itanium.ts'
import { demangleRustLegacy } from './rust-legacy.ts'
import { demangleRustV0 } from './rust-v0.ts'

/**
 * The name as it was written in the source: C++ (Itanium ABI) and Rust (both manglings). The name itself when it is not mangled, cannot be
 * read, or stands for a text beyond the limits; never throws.
 */
export function demangle(name: string): string {
  if (!name.startsWith('_')) return name
  // Rust's older mangling is also one of the Itanium ABI.
  return demangleRustV0(name) ?? demangleRustLegacy(name) ?? demangleItanium(name) ?? name
}
