import * as semver from 'semver'
import type { Changelog } from '../model/suspects.ts'

/**
 * What a changelog says of the versions after `from` up to and with `to`, in its own order: the lines below the headings that begin with such a
 * version. Null when there is no such heading. Long ones are cut.
 */
export function changelogBetween(file: string, text: string, from: string, to: string): Changelog | null {
  const lines = text.split(/\r\n|\n|\r/)
  const kept: string[] = []
  let isWithin = false
  for (const [index, line] of lines.entries()) {
    const version = versionOfHeading(line, lines[index + 1] ?? '')
    if (version !== null) isWithin = semver.gt(version, from) && semver.lte(version, to)
    if (isWithin) kept.push(line.slice(0, longestLine))
  }
  while (kept.at(-1)?.trim() === '') kept.pop()
  return kept.length === 0 ? null : { file, lines: kept.slice(0, mostLines), linesTotal: kept.length }
}

/** Whether a file of a package may be its changelog, by its name. */
export function isChangelog(name: string): boolean {
  return /^(?:changelog|changes|history|releases?|release[-_]notes)(?:\.(?:md|markdown|txt|rst|mkd))?$/i.test(name)
}

/** `## [1.2.3] - 2024-01-31`, `# name@1.2.3`, `**v1.2.3**`, or a bare version with a line below it. */
function versionOfHeading(line: string, next: string): string | null {
  const marked = /^(?:#{1,6}\s*|\*\*)(?:[^\s]{0,60}@|\w{1,30}\s)?\[?v?(\d{1,9}\.\d{1,9}\.\d{1,9}(?:-[\w.]{1,50})?)/.exec(
    line.slice(0, longestLine),
  )
  const bare = /^\[?v?(\d{1,9}\.\d{1,9}\.\d{1,9}(?:-[\w.]{1,50})?)\b/.exec(line.slice(0, longestLine))
  const found = marked ?? (/^(?:-{3,}|={3,})\s*$/.test(next) || /^\S+\s*(?:[(/-].*)?$/.test(line) ? bare : null)
  return found === null ? null : semver.valid(found[1])
}

const longestLine = 300
const mostLines = 200
