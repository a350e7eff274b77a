import type { ModulePair } from '../../model/investigation.ts'
import type { ModuleDocument } from '../../model/module.ts'
import { shortHash } from '../format.ts'
import type { Block, Section, Table } from '../story.ts'
import { joined, name, quiet, strong, text, type Text } from '../text.ts'
import { diffSections, functionWords, highlightRows, numberRow, sectionPlot, type Sides, sideColumns } from './module-diff.ts'

/** The modules of both sides next to each other; what differs in detail stands in an appendix. */
export function modulePairSections(pairs: readonly ModulePair[]): Section[] {
  return pairs.flatMap((pair, index) => {
    const title = pairs.length === 1 ? 'Module' : `Module ${index + 1} of ${pairs.length}`
    return [
      { title, blocks: pairBlocks(pair) },
      ...(pair.diff === null || pair.diff.identical
        ? []
        : diffSections(pair.diff, sides).map(section => ({
            ...section,
            title: `${title}: ${section.title.toLowerCase()}`,
            appendix: true as const,
          }))),
    ]
  })
}

const sides: Sides = ['baseline', 'candidate']

function pairBlocks({ baseline, candidate, diff }: ModulePair): Block[] {
  const blocks: Block[] = [{ kind: 'text', text: pairWords(baseline, candidate) }]
  if (baseline === null || candidate === null || baseline.sha256 === candidate.sha256) return blocks
  const features = featureWords(baseline, candidate)
  if (diff !== null) blocks.push(sectionPlot(diff, sides))
  blocks.push(sideBySide(baseline, candidate))
  if (diff !== null) blocks.push({ kind: 'text', text: functionWords(diff, sides) })
  const toolchain = toolchainWords(baseline, candidate)
  if (toolchain.length > 0) blocks.push({ kind: 'text', text: text`Made by other tools: ${joined(toolchain, ', ')}.` })
  if (features.length > 0) blocks.push({ kind: 'text', text: text`The candidate ${joined(features, ' and ')}.` })
  return blocks
}

function pairWords(baseline: ModuleDocument | null, candidate: ModuleDocument | null): Text {
  const called = [baseline?.name, candidate?.name].find(each => typeof each === 'string')
  const subject = called === undefined ? text`The module` : name(called)
  if (baseline === null && candidate === null) return text`${subject} could not be read on either side`
  if (baseline === null) return text`${subject} is loaded by the candidate ${strong('only')}`
  if (candidate === null) return text`${subject} is loaded by the baseline ${strong('only')}`
  if (baseline.sha256 === candidate.sha256)
    return text`${subject} is ${strong('byte for byte the same')} on both sides ${quiet(shortHash(baseline.sha256))}`
  return text`${subject} ${strong('differs')}: ${quiet(shortHash(baseline.sha256))} → ${quiet(shortHash(candidate.sha256))}`
}

function sideBySide(baseline: ModuleDocument, candidate: ModuleDocument): Table {
  const section = (module: ModuleDocument, called: string) => module.sections.find(each => each.name === called)?.bytes ?? null
  const row = (label: string, of: (module: ModuleDocument) => number | null) => numberRow(label, of(baseline), of(candidate))
  return {
    kind: 'table',
    caption: 'The module on both sides',
    columns: sideColumns('', sides),
    rows: [
      row('bytes', module => module.bytes),
      row('code section', module => section(module, 'code')),
      row('data section', module => section(module, 'data')),
      row('functions', module => module.functions.defined),
      ...highlightRows(baseline.operators, candidate.operators),
      row('imports', module => module.imports.length),
      row('exports', module => module.exports.length),
    ],
  }
}

/** `rustc 1.80.0 → 1.83.0`, by the producers section of both sides; nothing where one has none. */
function toolchainWords(baseline: ModuleDocument, candidate: ModuleDocument): Text[] {
  const [a, b] = [toolsOf(baseline), toolsOf(candidate)]
  if (a.size === 0 || b.size === 0) return []
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter(tool => a.get(tool) !== b.get(tool))
    .map(tool => text`${name(tool)} ${name(a.get(tool) ?? 'none')} → ${name(b.get(tool) ?? 'none')}`)
}

function toolsOf({ producers }: ModuleDocument): ReadonlyMap<string, string> {
  return new Map(Object.values(producers ?? {}).flatMap(tools => tools.map(tool => [tool.name, tool.version])))
}

/** `no longer uses simd128`, `newly uses bulk-memory` */
function featureWords(baseline: ModuleDocument, candidate: ModuleDocument): Text[] {
  const newly = candidate.features.filter(each => !baseline.features.includes(each))
  const noLonger = baseline.features.filter(each => !candidate.features.includes(each))
  return [
    ...(noLonger.length === 0 ? [] : [text`no longer uses ${joined(noLonger.map(name), ', ')}`]),
    ...(newly.length === 0 ? [] : [text`newly uses ${joined(newly.map(name), ', ')}`]),
  ]
}
