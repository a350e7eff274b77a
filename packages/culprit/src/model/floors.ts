import * as z from 'zod'

const floorSchema = z.object({ campaigns: z.int().nonnegative(), value: z.number().nonnegative().nullable() })
export const floorsSchema = z.object({ wall: floorSchema, cpu: floorSchema })
/** The noise floors that stored campaigns gave when the run began, as shares, by what decided the campaigns; null below five campaigns. */
export type Floors = z.infer<typeof floorsSchema>
