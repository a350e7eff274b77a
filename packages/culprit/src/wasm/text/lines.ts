/** A line of text, and where in the module it comes from. */
export interface TextLine {
  /** Absolute: of the operator, or of the declaration of the function's locals. */
  readonly offset: number
  /** How many blocks are around it; the function itself is one. */
  readonly indent: number
  readonly text: string
  /** Its id in the table of operators; null of a line that is no operator. */
  readonly operator: number | null
}

const deepestIndent = 40

/** The line as it stands in a file. Very deep blocks are not indented further. */
export function indented({ indent, text }: Pick<TextLine, 'indent' | 'text'>): string {
  return indents[Math.min(indent, deepestIndent)]! + text
}

const indents: readonly string[] = Array.from({ length: deepestIndent + 1 }, (_, depth) => '  '.repeat(depth))

const longestLine = 160

/** The tokens with a space between them, on as many lines as they need. A token is never broken. */
export function filled(tokens: readonly string[]): string[] {
  const lines: string[] = []
  let line = ''
  for (const token of tokens) {
    if (line !== '' && line.length + token.length >= longestLine) {
      lines.push(line)
      line = token
    } else line = line === '' ? token : `${line} ${token}`
  }
  return [...lines, line]
}
