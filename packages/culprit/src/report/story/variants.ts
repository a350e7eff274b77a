import type { Comparison, Variant } from '../../model/comparison.ts'
import { count, counted, day, shortHash, size, unknown } from '../format.ts'
import type { Section, Table } from '../story.ts'
import { joined, name, quiet, text, type Text } from '../text.ts'
import { shellCommand } from '../untrusted.ts'

/** A side by its reference, with the engine or the flags where these are what differs. */
export function variantName(variant: Variant, other: Variant): Text {
  const resolved = variant.version !== null && !variant.reference.includes(variant.version) ? text` (${variant.version})` : []
  const engine = variant.engine === other.engine || variant.reference === variant.engine ? [] : text` on ${name(variant.engine)}`
  const flags = sameFlags(variant, other) ? [] : text` ${variant.flags.length === 0 ? 'without flags' : text`with ${flagList(variant)}`}`
  return [...name(variant.reference), ...resolved, ...engine, ...flags]
}

/** What the two sides ran, with every file in an appendix. */
export function sidesSections(comparison: Comparison): Section[] {
  const { baseline, candidate, workload } = comparison
  return [
    { title: 'What ran', blocks: [workloadLine(workload), sides(baseline, candidate)] },
    { title: 'Files', blocks: [files(baseline, candidate)], appendix: true },
  ]
}

function workloadLine(workload: Comparison['workload']) {
  const hash = workload.sha256 === null ? [] : quiet(` sha256 ${shortHash(workload.sha256)}`)
  // What has no name of its own is called by its reference.
  const reference = workload.reference === workload.name ? [] : text`, ${name(workload.reference)}`
  return { kind: 'text', text: text`Workload: ${name(workload.name)}${reference}${hash}` } as const
}

function sides(baseline: Variant, candidate: Variant): Table {
  const row = (label: string, cell: (variant: Variant) => Text) => [quiet(label), cell(baseline), cell(candidate)]
  return {
    kind: 'table',
    caption: 'The two sides',
    columns: [
      { title: '', align: 'left' },
      { title: 'baseline', align: 'left' },
      { title: 'candidate', align: 'left' },
    ],
    rows: [
      row('reference', variant => name(variant.reference)),
      row('version', variant => (variant.version === null ? quiet(unknown) : name(variant.version))),
      row('published', variant => (day(variant.published) === null ? quiet(unknown) : text`${day(variant.published) ?? ''}`)),
      row('engine', variant => text`${name(variant.engine)} ${quiet(shortHash(variant.engineSha256))}`),
      row('flags', variant => (variant.flags.length === 0 ? quiet('none') : flagList(variant))),
      row('files', variant => text`${counted(variant.files.length, 'file')}, ${size(totalBytes(variant))}`),
      row('sha256', variant => quiet(shortHash(variant.sha256))),
    ],
  }
}

function files(baseline: Variant, candidate: Variant): Table {
  const paths = [...new Set([...baseline.files, ...candidate.files].map(file => file.path))]
  const cells = (variant: Variant, path: string): Text[] => {
    const file = variant.files.find(file => file.path === path)
    return file === undefined ? [quiet('not there'), []] : [text`${count(file.bytes)}`, quiet(shortHash(file.sha256))]
  }
  return {
    kind: 'table',
    caption: 'Files of both sides',
    columns: [
      { title: 'path', align: 'left' },
      { title: 'baseline bytes', align: 'right' },
      { title: 'sha256', align: 'left' },
      { title: 'candidate bytes', align: 'right' },
      { title: 'sha256', align: 'left' },
    ],
    rows: paths.map(path => [name(path), ...cells(baseline, path), ...cells(candidate, path)]),
  }
}

function sameFlags(a: Variant, b: Variant): boolean {
  return shellCommand(a.flags) === shellCommand(b.flags)
}

function flagList(variant: Variant): Text {
  return joined(variant.flags.map(name), ' ')
}

function totalBytes(variant: Variant): number {
  return variant.files.reduce((sum, file) => sum + file.bytes, 0)
}
