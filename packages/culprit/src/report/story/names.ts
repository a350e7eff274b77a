import type { ModuleDocument } from '../../model/module.ts'
import { counted, offset } from '../format.ts'
import type { Fact, Section } from '../story.ts'
import { name, quiet, text, type Text } from '../text.ts'

type Function = ModuleDocument['largestFunctions'][number]

/** As it was written in the source; `displayName` is missing in documents of earlier days. */
export function functionName({ name: given, displayName }: Function): Text {
  const shown = displayName ?? given
  return shown === null ? quiet('no name') : name(shown)
}

/** `file:line`, or nothing. */
export function sourceOf({ source }: Function): Text {
  return source === null ? [] : name(`${source.file}:${source.line}`)
}

/** What `--names-from` gave. */
export function namesFrom({ namesFrom }: ModuleDocument): Fact[] {
  if (namesFrom === null) return []
  const { kind, path, named, refused } = namesFrom
  const others = refused === 0 ? '' : `; ${counted(refused, 'function')} of other code got none`
  return [{ label: 'names from', value: text`the ${kind} ${name(path)}: ${counted(named, 'function')}${others}` }]
}

/** Versions and hashes in the bytes; nothing when there are none. */
export function versionSections({ versions }: ModuleDocument): Section[] {
  if (versions.length === 0) return []
  return [
    {
      title: 'Versions in the bytes',
      blocks: [
        {
          kind: 'table',
          caption: 'Texts that look like versions or commits',
          columns: [
            { title: 'text', align: 'left' },
            { title: 'kind', align: 'left' },
            { title: 'offset', align: 'right' },
          ],
          rows: versions.map(each => [name(each.text), text`${each.kind}`, quiet(offset(each.offset))]),
        },
      ],
      appendix: true,
    },
  ]
}
