import type { FlameFunction } from './flame.ts'

/**
 * Colours are numbered, so that one picture has them in light and in dark. Of each function: six hues for modules in the order in which
 * they appear, one for JavaScript, grey for the engine and what is not known; three shades by name, so that neighbours differ. It also
 * runs in the page, so it uses nothing from outside of itself.
 */
export function functionColours(functions: readonly FlameFunction[]): Uint8Array {
  const modules = new Map<string | null, number>()
  return Uint8Array.from(functions, ({ name, module, kind }) => {
    if (kind === 'wasm' && !modules.has(module)) modules.set(module, modules.size % 6)
    const hue = kind === 'wasm' ? modules.get(module)! : kind === 'javascript' ? 6 : 7
    let hash = 7
    for (const character of name ?? '') hash = (hash * 31 + character.codePointAt(0)!) % 65_521
    return hue * 3 + (hash % 3)
  })
}

/** The colour of a change, relative to the baseline: 29 is no change, up to 34 for twice as much or more, down to 24 for half or less. */
export function changeColour(candidate: number, baseline: number): number {
  if (candidate === baseline) return 29
  const steps = Math.log2(candidate / baseline) * 5
  // The least change is seen too.
  return 29 + (steps > 0 ? Math.min(5, Math.ceil(steps)) : Math.max(-5, Math.floor(steps)))
}

/** The colours by their numbers, light enough (dark enough in the dark) to carry text. It runs in the page too, as above. */
export function palette(dark: boolean): string[] {
  const hues = [
    [30, 75],
    [48, 70],
    [345, 60],
    [275, 45],
    [190, 45],
    [90, 40],
    [150, 40],
    [220, 6],
  ] as const
  const fills = hues.flatMap(([hue, strength]) =>
    [0, 1, 2].map(shade => `hsl(${hue} ${dark ? Math.round(strength * 0.7) : strength}% ${dark ? 26 + shade * 4 : 72 + shade * 5}%)`),
  )
  for (let step = -5; step <= 5; step++) {
    const hue = step > 0 ? 8 : 213
    const strength = step === 0 ? 4 : dark ? 45 + Math.abs(step) * 5 : 70
    fills.push(`hsl(${hue} ${strength}% ${dark ? 24 + Math.abs(step) * 4 : 92 - Math.abs(step) * 6}%)`)
  }
  return fills
}
