/** The exit codes of the command line (docs/exit-codes.md). */
export const exitCodes = { fine: 0, regression: 1, undecided: 2, usage: 64, fault: 70 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/**
 * An error that a user can act on: what happened (with the value and the place), and what to do.
 *
 * Every one of them is made by a function of this folder, so that its files are the documentation.
 */
export class CulpritError extends Error {
  override readonly name = 'CulpritError'
  readonly code: string
  readonly hint: string | null
  readonly exitCode: ExitCode
  readonly data: Readonly<Record<string, unknown>>

  constructor(fields: {
    code: string
    message: string
    hint?: string
    exitCode?: ExitCode
    data?: Readonly<Record<string, unknown>>
    cause?: unknown
  }) {
    super(fields.message, { cause: fields.cause })
    this.code = fields.code
    this.hint = fields.hint ?? null
    this.exitCode = fields.exitCode ?? exitCodes.usage
    this.data = fields.data ?? {}
  }
}
