import type * as z from 'zod'
import { badProfile } from '../../model/errors.ts'

/** A value that has the shape of the schema; what has not is refused with the field, below the place of the value. */
export function parsed<T>(schema: z.ZodType<T>, json: unknown, place = ''): T {
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const path = issue?.path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('') ?? ''
  throw badProfile(issue?.message.toLowerCase() ?? 'it has another shape', (place + path).replace(/^\./, '') || null)
}
