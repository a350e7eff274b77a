/** What a launched process may see of the environment: enough to run, and nothing that is likely to be a secret. */
const passed =
  /^(PATH|HOME|USER|TMPDIR|TMP|TEMP|LANG|LANGUAGE|LC_\w+|TZ|SystemRoot|windir|APPDATA|LOCALAPPDATA|USERPROFILE|LD_LIBRARY_PATH)$/

/**
 * The environment of a launch. It is the same for every timed launch of a run, because its size moves the stack and with it the
 * speed of a program (Mytkowicz et al. 2009), and free of tokens, because workloads and packages are other people's code.
 */
export function launchEnvironment(own: Readonly<NodeJS.ProcessEnv>, added: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {}
  for (const [name, value] of Object.entries(own)) if (passed.test(name)) environment[name] = value
  return { ...environment, ...added }
}
