/** What everybody should know who reads numbers that V8's sampler gave. */
export function sampledNotes({ idleNs, ownNs }: { readonly idleNs: number; readonly ownNs: number }, samples: number): string[] {
  const own = `${(ownNs / 1e6).toFixed(1)} ms in which culprit itself looked at modules are left out.`
  const waited = `${(idleNs / 1e6).toFixed(1)} ms in which the program waited are left out.`
  return [
    `From ${samples} samples: a function that runs for less than a few sampling intervals is seen by chance.`,
    'Time in a function that the compiler inlined is counted for the function that it was inlined into.',
    ...(idleNs > 0 ? [waited] : []),
    ...(ownNs > 0 ? [own] : []),
  ]
}
