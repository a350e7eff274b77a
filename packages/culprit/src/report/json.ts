import type { ReportDocument } from './document.ts'
import { inertJson } from './untrusted.ts'

/** The document itself, for scripts: exactly one JSON value and a line break. */
export function renderJson(document: ReportDocument): string {
  return `${inertJson(document, 2)}\n`
}
