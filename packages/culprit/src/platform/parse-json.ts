/** The value that a text is, such as a line of a journal; null when it is no JSON, as when it was cut off or somebody else wrote it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
