import { investigationSchema, type Investigation } from '../../packages/culprit/src/model/investigation.ts'
import { culprit, emptyFolder } from '../program.ts'
import { workload } from '../variants.ts'

export async function investigate(
  sides: (folder: string) => [string, string],
  ...options: string[]
): Promise<{ code: number | null; folder: string; document: Investigation }> {
  const folder = emptyFolder()
  const { code, stdout } = await culprit(
    folder,
    'investigate',
    ...sides(folder),
    '--workload',
    workload(folder),
    '--budget',
    '60s',
    '--json',
    ...options,
  )
  return { code, folder, document: investigationSchema.parse(JSON.parse(stdout)) }
}

export function statusOf({ hypotheses }: Investigation, id: string): string | undefined {
  return hypotheses.find(hypothesis => hypothesis.id === id)?.status
}
