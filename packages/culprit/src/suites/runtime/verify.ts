export type Parameters = Readonly<Record<string, string>>

/** What a suite hands to each of its benchmarks. */
export interface Context {
  readonly parameters: Parameters
}

/** One of several by the name in a parameter. */
export function chosen<T>(from: Readonly<Record<string, T>>, parameters: Parameters, parameter: string): T {
  const name = parameters[parameter]
  const found = name === undefined ? undefined : from[name]
  if (found === undefined) throw new Error(`the parameter ${parameter} is ${name}, and has to be one of: ${Object.keys(from).join(', ')}`)
  return found
}

/** A positive whole number in a parameter. */
export function numberOf(parameters: Parameters, parameter: string): number {
  const value = Number(parameters[parameter])
  if (!Number.isSafeInteger(value) || value <= 0)
    throw new Error(`the parameter ${parameter} is ${parameters[parameter]}, and has to be a number`)
  return value
}

/** A host that does not do what it has to is not measured: it has failed. */
export function verify(what: string, got: unknown, wanted: unknown): void {
  if (!Object.is(got, wanted)) throw new Error(`the host misbehaves: ${what} is ${String(got)} and has to be ${String(wanted)}`)
}
