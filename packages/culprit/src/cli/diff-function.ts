import { compareFunctions } from '../diff/function-diff.ts'
import { functionPartners } from '../diff/function-partners.ts'
import { noPartner, type ExitCode } from '../model/errors.ts'
import { openModule, readFacts } from '../stages/binaries.ts'
import { binariesContext } from './binaries-context.ts'
import { chosenFunction, moduleWithFunctions } from './chosen-function.ts'
import type { Terminal } from './command.ts'
import { opening } from './opening.ts'
import type { CommonOptions, FormOptions } from './options.ts'
import { writeDocument } from './output.ts'

/** One function on both sides: `wanted` is a name or an index in `a`, whose partner is sought in `b`, or `INDEX:INDEX` for both. */
export async function diffFunction(
  [a, b]: readonly [string, string],
  wanted: string,
  options: CommonOptions & FormOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const context = binariesContext(options, terminal)
  const moduleA = moduleWithFunctions(a, await readFacts(await opening(a, terminal, openModule(a, context)), { digests: true }))
  const moduleB = moduleWithFunctions(b, await readFacts(await opening(b, terminal, openModule(b, context)), { digests: true }))
  const [, first, second] = /^(\d+):(\d+)$/.exec(wanted) ?? []
  const index = chosenFunction(a, moduleA, first ?? wanted)
  const partners = functionPartners(moduleA, moduleB)
  const partner = partners.get(index) ?? null
  const other = second === undefined ? (partner?.index ?? null) : chosenFunction(b, moduleB, second)
  if (other === null) throw noPartner(wanted, index, b)
  const arePartners = partner?.index === other
  const document = compareFunctions(
    { facts: moduleA, index },
    { facts: moduleB, index: other },
    {
      partners: new Map(Array.from(partners, ([from, to]) => [from, to.index])),
      how: arePartners ? partner.how : null,
      confidence: arePartners ? partner.confidence : null,
    },
  )
  await writeDocument(document, options, terminal)
  return 0
}
