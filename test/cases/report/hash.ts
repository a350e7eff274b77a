/** 64 hexadecimal digits that depend on the text, in the place of a real SHA-256. */
export function hash(text: string): string {
  let state = 0x811c9dc5
  for (const character of text) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193) >>> 0
  return Array.from({ length: 8 }, () => {
    state = (Math.imul(state, 0x19660d) + 0x3c6ef35f) >>> 0
    return state.toString(16).padStart(8, '0')
  }).join('')
}
