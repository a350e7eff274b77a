import { demangleItanium } from './itanium.ts'
import { demangleRustLegacy, mendRustLegacy } from './rust-legacy.ts'
import { demangleRustV0 } from './rust-v0.ts'

/**
 * The name as it was written in the source: C++ (Itanium ABI) and Rust (both manglings, also where a tool for C++ demangled the older one
 * by halves). The name itself when it is not mangled, cannot be
 * read, or stands for a text beyond the limits; never throws.
 */
export function demangle(name: string): string {
  // Rust's older mangling is also one of the Itanium ABI.
  const whole = name.startsWith('_') ? (demangleRustV0(name) ?? demangleRustLegacy(name) ?? demangleItanium(name)) : null
  return whole ?? mendRustLegacy(name) ?? name
}
