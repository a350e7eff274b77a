// Result files of other tools.
import { CulpritError } from './culprit-error.ts'

const readable = 'docs/import.md lists the formats that are read.'

/** A result file that is damaged or holds what no measurement can be; `place` is a line or a field in it, null when it is about the whole file. */
export function badResultFile(file: string, problem: string, place: string | null): CulpritError {
  return new CulpritError({
    code: 'bad-result-file',
    message: `"${file}" cannot be imported: ${problem}${place === null ? '' : ` (${place})`}.`,
    hint: `Nothing of it was kept. Write it again with its tool; ${readable}`,
    data: { file, place },
  })
}

export function resultFileTooLarge(file: string, size: string, limit: string): CulpritError {
  return new CulpritError({
    code: 'result-too-large',
    message: `"${file}" cannot be imported: it has ${size}, and at most ${limit} are read.`,
    hint: 'Import fewer benchmarks at a time, or let the tool leave out what is no sample.',
    data: { file, size, limit },
  })
}

/** No known format, or not the one that was asked for. */
export function unknownResultFormat(file: string, asked: string | null, known: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'unknown-result-format',
    message: `"${file}" is ${asked === null ? 'of no format that is known' : `no result of ${asked}`}.`,
    hint: `The formats are ${known.join(', ')}.`,
    data: { file, asked },
  })
}

export function mixedResultFormats(first: string, firstFormat: string, second: string, secondFormat: string): CulpritError {
  return new CulpritError({
    code: 'mixed-result-formats',
    message: `"${first}" is of ${firstFormat} and "${second}" of ${secondFormat}.`,
    hint: 'Import the files of each tool with a command of its own.',
    data: { first, firstFormat, second, secondFormat },
  })
}

/** Nothing was measured, which is never a success. */
export function noBenchmarkInResult(files: readonly string[], why: string | null): CulpritError {
  const name = files.length === 1 ? `"${files[0]}"` : `None of ${files.length} files`
  return new CulpritError({
    code: 'no-benchmark',
    message: `${name} has ${files.length === 1 ? 'no' : 'a'} benchmark${why === null ? '' : `: ${why}`}.`,
    hint: 'A run that measured nothing is no result. Run the tool again and look at what it prints.',
    data: { files },
  })
}
