import type { SwapDecision, Swaps } from '../../model/swaps.ts'
import { counted, excludes, intervalWords, percent, ratioParts } from '../format.ts'
import type { Block, Item, RatioPlot, Section, Table } from '../story.ts'
import { joined, name, quiet, sentence, strong, text, type Text } from '../text.ts'

/** How the effect splits over the parts that were exchanged, and what could not be exchanged, with why. */
export function swapSection(swaps: Swaps | null): Section[] {
  if (swaps === null || swaps.parts.length === 0) return []
  const blocks: Block[] = [...plot(swaps), ...table(swaps), ...method(swaps), ...refusals(swaps)]
  return blocks.length === 0 ? [] : [{ title: 'Parts swapped between the sides', blocks }]
}

const decisionWords: Record<SwapDecision, string> = {
  slower: 'slower',
  faster: 'faster',
  negligible: 'below limit',
  inconclusive: 'not decided',
}

/** What was measured and has both bounds, on one axis. */
function plot({ parts, interactions, limit }: Swaps): RatioPlot[] {
  const effects = [
    ...parts.map(({ layers, effect }) => ({ label: layers.join('+'), effect })),
    ...interactions.map(({ parts, effect }) => ({ label: interactionName(parts), effect })),
  ]
  const rows = effects.flatMap(({ label, effect }) =>
    effect === null || effect.low === null || effect.high === null ? [] : [{ arm: 'candidate' as const, label, ...effect, pairs: [] }],
  )
  return rows.length === 0
    ? []
    : [{ kind: 'ratios', caption: "The candidate's part in place of the baseline's, the rest alike", threshold: limit, rows }]
}

function table({ parts, interactions }: Swaps): Table[] {
  const row = (label: Text, effect: Swaps['parts'][number]['effect'], outcome: string, exchanges: Text): Text[] => [
    label,
    effect === null
      ? quiet('not measured')
      : text`${excludes(effect, 1) ? strong(ratioParts(effect).estimate) : ratioParts(effect).estimate} ${quiet(`(${intervalWords(effect)})`)}`,
    text`${outcome}`,
    exchanges,
  ]
  return [
    {
      kind: 'table',
      caption: 'Effect of each part, over the exchanges that fitted together; × is what several do beyond their product',
      columns: [
        { title: 'part', align: 'left' },
        { title: 'effect', align: 'right' },
        { title: 'outcome', align: 'left' },
        { title: 'exchanges', align: 'right' },
      ],
      rows: [
        ...parts.map(({ layers, effect, decision, exchanges: { measured, possible } }) =>
          row(
            strong(layers.join('+')),
            effect,
            effect === null ? '' : decisionWords[decision],
            text`${String(measured)} of ${String(possible)}`,
          ),
        ),
        ...interactions.map(({ parts, effect, shown }) =>
          row(text`${interactionName(parts)}`, effect, effect === null ? '' : shown ? 'shown' : 'not shown', []),
        ),
      ],
    },
  ]
}

function interactionName(parts: readonly (readonly string[])[]): string {
  return parts.map(layers => layers.join('+')).join(' × ')
}

const stopWords: Record<NonNullable<Swaps['stoppedBy']>, string> = {
  decision: 'until every part was decided',
  'last-look': 'until no look was left',
  budget: 'until its share of the budget was spent',
  failures: 'until too many launches had failed',
}

function method({ blocks, droppedBlocks, variants, decidedBy, stoppedBy, limit, together }: Swaps): Block[] {
  const notes = together.map(({ layers, why }) => sentence(`${layers.join(' and ')} could not be taken apart: ${why}`))
  const launched = variants.filter(({ why }) => why === null).length
  const dropped = droppedBlocks === 0 ? '' : `, ${counted(droppedBlocks, 'block')} left out`
  const time = decidedBy === 'cpu' ? 'in processor time' : 'by the clock'
  return [
    ...notes.map((text): Block => ({ kind: 'text', text })),
    ...(stoppedBy === null
      ? []
      : [
          {
            kind: 'text' as const,
            text: quiet(
              `${counted(blocks, 'block')} of ${counted(launched, 'variant')} each, ${time}, ${stopWords[stoppedBy]}${dropped}; effects up to ${percent(limit)} are below the limit; all intervals together have the stated confidence`,
            ),
          },
        ]),
  ]
}

/** The variants that could not be run, each with why. */
function refusals({ variants }: Swaps): Block[] {
  const items = variants.flatMap(({ fromCandidate, why }): Item[] => {
    if (why === null) return []
    const variant = text`${joined(fromCandidate.map(name), ' and ')} of the candidate, the rest of the baseline`
    return [{ badge: 'not run', tone: 'unsure', text: text`${variant}: ${why}`, notes: [] }]
  })
  return items.length === 0 ? [] : [{ kind: 'items', items }]
}
