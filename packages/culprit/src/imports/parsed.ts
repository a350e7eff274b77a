import * as z from 'zod'
import { badResultFile } from '../model/errors.ts'

/** 31 years in nanoseconds, a million terabytes: no measurement is beyond, and no sum of squares of such values overflows. */
const largest = 1e18

type Amount = ReturnType<typeof newAmount>
/** By factor, of which there are as many as units; a schema is far slower to make than to use. */
const amounts = new Map<number, Amount>()

/** A number that a benchmark can have, in a unit of which one has `factor` of ours. */
export function amount(factor = 1): Amount {
  const made = amounts.get(factor) ?? newAmount(factor)
  amounts.set(factor, made)
  return made
}

function newAmount(factor: number) {
  return z
    .number()
    .nonnegative()
    .max(largest / factor)
    .transform(value => value * factor)
}

export const seconds = amount(1e9)
export const milliseconds = amount(1e6)
export const nanoseconds = amount()
export const nameSchema = z.string().min(1).max(2000)

/** A value that has the shape of the schema; what has not is refused with the field, below the place of the value. */
export function parsed<T>(schema: z.ZodType<T>, json: unknown, file: string, place = ''): T {
  const result = schema.safeParse(json, { reportInput: true })
  if (result.success) return result.data
  const [issue] = result.error.issues
  const path = issue?.path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('') ?? ''
  throw badResultFile(file, problemOf(issue), (place + path).replace(/^\./, '') || null)
}

function problemOf(issue: z.core.$ZodIssue | undefined): string {
  const value = typeof issue?.input === 'number' ? issue.input : null
  if (value !== null && Number.isFinite(value) && issue?.code === 'too_small') return `${value} is negative`
  if (value !== null && Number.isFinite(value) && issue?.code === 'too_big') return `${value} is more than anything that is measured`
  if (value !== null) return `${value} is no number that is measured`
  return issue?.message.toLowerCase() ?? 'it has another shape'
}

/** A number in a text, or a field of a table, as `amount` takes it. */
export function parsedNumber(text: string, factor: number, file: string, place: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isNaN(value)) throw badResultFile(file, `${JSON.stringify(text.slice(0, 40))} is no number`, place)
  return parsed(amount(factor), value, file, place)
}
