import * as z from 'zod'

/** The part of a V8 CPU profile (`Profiler.Profile` of the DevTools protocol, a .cpuprofile file) that is read here. */
const profileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.int(),
      callFrame: z.object({ functionName: z.string(), url: z.string() }),
    }),
  ),
  samples: z.array(z.int()).optional(),
})

export type Part = 'wasm' | 'javascript' | 'collector' | 'other'

/**
 * How many samples of a profile fell into each part, by the innermost frame: module code, JavaScript (Node's own and the frames that lead
 * into a module included), the garbage collector, and the rest of the engine. Idle samples belong to none.
 *
 * Samples and not the time between them, because a sample that comes late was taken from a thread that had to wait for a processor.
 * A profile without samples gives zeros. Anything that is no profile throws a ZodError.
 */
export function partsOfProfile(profile: unknown): Record<Part, number> {
  const { nodes, samples = [] } = profileSchema.parse(profile)
  const partOf = new Map(nodes.map(node => [node.id, partOfFrame(node.callFrame)]))
  const parts: Record<Part, number> = { wasm: 0, javascript: 0, collector: 0, other: 0 }
  for (const id of samples) {
    const part = partOf.get(id)
    if (part !== undefined && part !== 'idle') parts[part]++
  }
  return parts
}

function partOfFrame({ functionName, url }: { functionName: string; url: string }): Part | 'idle' {
  if (url.startsWith('wasm:')) return 'wasm'
  switch (functionName) {
    case '(garbage collector)':
      return 'collector'
    case '(idle)':
      return 'idle'
    case '(program)':
    case '(root)':
      return 'other'
    default:
      return 'javascript'
  }
}
