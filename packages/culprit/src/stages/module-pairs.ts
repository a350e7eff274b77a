import type { Sha256 } from '../model/units.ts'

export interface HashedModule {
  readonly sha256: Sha256
  readonly bytes: Uint8Array
}

/**
 * The modules of both sides in pairs: identical ones first, then the rest by size, largest first, because what a program is about is
 * mostly its largest module. What is left over has no partner.
 */
export function pairModules<M extends HashedModule>(baseline: readonly M[], candidate: readonly M[]): [M | null, M | null][] {
  const candidates = [...candidate]
  const take = (index: number): M | null => (index < 0 ? null : (candidates.splice(index, 1)[0] ?? null))
  const bySize = (a: M, b: M): number => b.bytes.length - a.bytes.length

  const matched = baseline.map(module => [module, take(candidates.findIndex(({ sha256 }) => sha256 === module.sha256))] as const)
  candidates.sort(bySize)
  const identical = matched.filter(([, same]) => same !== null)
  const rest = matched
    .filter(([, same]) => same === null)
    .map(([module]) => module)
    .sort(bySize)
  return [
    ...identical.map(([module, same]): [M, M | null] => [module, same]),
    ...rest.map((module): [M, M | null] => [module, take(0)]),
    ...candidates.map((module): [null, M] => [null, module]),
  ]
}
