import { join } from 'node:path'
import { writeAtomically } from './platform/files.ts'
import { render, type ReportDocument } from './report/index.ts'

/** The reports that stand beside a result in its folder, for who opens it there. */
export async function writeReports(folder: string, document: ReportDocument): Promise<void> {
  await writeAtomically(join(folder, 'report.html'), render(document, 'html'))
  await writeAtomically(join(folder, 'report.md'), render(document, 'md'))
}
