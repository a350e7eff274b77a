/**
 * Whether a path with `/` between its parts fits a pattern: `*` is any characters of one part, `?` one of them, `**` any number of parts. A
 * pattern without a slash is for the last part. Time grows with the product of the two lengths at worst, whatever they are.
 */
export function fitsPattern(pattern: string, path: string): boolean {
  const parts = path.split('/')
  if (!pattern.includes('/')) return fitsPart(pattern, parts.at(-1)!)
  return fits(pattern.split('/'), parts, '**', fitsPart)
}

function fitsPart(pattern: string, part: string): boolean {
  return fits(pattern, part, '*', (one, character) => one === '?' || one === character)
}

/** The last wildcard alone is tried again further on: what stands before it was matched as early as it could be. */
function fits(
  pattern: ArrayLike<string>,
  text: ArrayLike<string>,
  wildcard: string,
  same: (one: string, other: string) => boolean,
): boolean {
  let [at, place, retry, from] = [0, 0, -1, 0]
  while (place < text.length) {
    if (pattern[at] === wildcard) {
      retry = at++
      from = place
    } else if (at < pattern.length && same(pattern[at]!, text[place]!)) {
      at++
      place++
    } else if (retry >= 0) {
      at = retry + 1
      place = ++from
    } else {
      return false
    }
  }
  while (pattern[at] === wildcard) at++
  return at === pattern.length
}
