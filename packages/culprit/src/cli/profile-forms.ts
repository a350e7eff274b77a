/** The forms of a profile by their names, with what a file of each ends with. */
export const profileForms = {
  terminal: '.txt',
  json: '.json',
  md: '.md',
  html: '.html',
  svg: '.svg',
  folded: '.folded',
  speedscope: '.speedscope.json',
  firefox: '.firefox.json',
  pprof: '.pb.gz',
} as const

export type ProfileForm = keyof typeof profileForms

/** The form that fits a file by its name: the longest ending that does; null when none does. */
export function formOfFile(path: string): ProfileForm | null {
  const fitting = (Object.keys(profileForms) as ProfileForm[]).filter(form => path.endsWith(profileForms[form]))
  return fitting.toSorted((a, b) => profileForms[b].length - profileForms[a].length)[0] ?? null
}
