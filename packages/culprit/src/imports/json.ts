import { badResultFile, resultFileTooLarge } from '../model/errors.ts'

/** A result file is untrusted: what is beyond these is refused before it is worked on. */
export const limits = { fileBytes: 64e6, depth: 64, arrayLength: 2_000_000, benchmarks: 10_000, samples: 5_000_000 }

/** The text as JSON, within the limits; a text that is none is refused with its line. */
export function parseJson(text: string, path: string): unknown {
  checkText(text, path)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const [, position] = /at position (\d+)/.exec(message) ?? []
    const place = position === undefined ? null : `line ${lineOf(text, Number(position))}`
    throw badResultFile(path, `it is no JSON: ${message.replace(/ in JSON at position.*$/s, '')}`, place)
  }
  checkArrays(json, path, '')
  return json
}

/** What the file is as JSON; undefined where it does not begin like JSON. */
export function jsonOf(text: string, path: string): unknown {
  if (text.length > limits.fileBytes) throw fileTooLarge(path, text.length)
  return /^\s*[{[]/.test(text) ? parseJson(text, path) : undefined
}

export function fileTooLarge(path: string, bytes: number): Error {
  return resultFileTooLarge(path, `${(bytes / 1e6).toFixed(1)} MB`, `${limits.fileBytes / 1e6} MB`)
}

export function isRecord(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

/** The other fields of a record: what was not read of it. */
export function without(record: Readonly<Record<string, unknown>>, read: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !read.includes(key)))
}

/** Before it is parsed: what comes after walks through it by recursion, and the parser does not always say where it found NaN. */
function checkText(text: string, path: string): void {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (inString) {
      if (char === backslash) at++
      else if (char === quote) inString = false
    } else if (char === quote) inString = true
    else if (char === capitalN || char === capitalI) {
      // Of what JSON has outside of strings only an exponent can be a capital letter.
      throw badResultFile(path, 'it has NaN or Infinity, which is no number', `line ${lineOf(text, at)}`)
    } else if (char === openBrace || char === openBracket) {
      if (++depth > limits.depth) throw badResultFile(path, `it is nested deeper than ${limits.depth} levels`, `line ${lineOf(text, at)}`)
    } else if (char === closeBrace || char === closeBracket) depth--
  }
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket, capitalN, capitalI] = [34, 92, 123, 125, 91, 93, 78, 73]

function checkArrays(json: unknown, path: string, place: string): void {
  if (Array.isArray(json)) {
    if (json.length > limits.arrayLength) {
      throw resultFileTooLarge(path, `${json.length} elements in ${place || 'its list'}`, `${limits.arrayLength}`)
    }
    for (const [index, each] of json.entries()) if (typeof each === 'object') checkArrays(each, path, `${place}[${index}]`)
  } else if (isRecord(json)) {
    for (const [key, each] of Object.entries(json))
      if (typeof each === 'object') checkArrays(each, path, place === '' ? key : `${place}.${key}`)
  }
}

function lineOf(text: string, position: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < position; at = text.indexOf('\n', at + 1)) line++
  return line
}
