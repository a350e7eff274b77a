// Servers and the way to them.
import { CulpritError, exitCodes } from './culprit-error.ts'

/** The network or a server failed, and went on failing when asked again. */
export function networkFailed(what: string, url: URL, detail: string, attempts: number): CulpritError {
  return new CulpritError({
    code: 'network-failed',
    message: `Could not fetch ${what} from ${url.host}: ${detail}, in ${attempts} attempts (${addressOf(url)}).`,
    hint: 'Nothing half-fetched was kept. Run the command again when the host can be reached; a run that had begun goes on with `culprit resume`.',
    exitCode: exitCodes.undecided,
    data: { what, host: url.host, url: addressOf(url), detail },
  })
}

/** A server's refusal that asking again does not change. */
export function refusedByServer(what: string, url: URL, status: number): CulpritError {
  return new CulpritError({
    code: 'refused-by-server',
    message: `${url.host} refuses ${what}: it answered ${status} (${addressOf(url)}).`,
    hint:
      status === 401 || status === 403
        ? 'It wants a login, which culprit has none for. Fetch the files by hand into a folder and name the folder.'
        : 'Open the address in a browser to see what it says.',
    exitCode: exitCodes.undecided,
    data: { what, url: addressOf(url), status },
  })
}

/** A server answered, and with something else than it was asked for. */
export function badAnswer(what: string, url: URL, why: string): CulpritError {
  return new CulpritError({
    code: 'bad-answer',
    message: `What ${url.host} sent for ${what} cannot be used: ${why} (${addressOf(url)}).`,
    hint: 'Look whether this is the right address, and whether a proxy or a login page stands in between.',
    exitCode: exitCodes.undecided,
    data: { what, url: addressOf(url) },
  })
}

export function downloadTooLarge(what: string, url: URL, limit: number): CulpritError {
  return new CulpritError({
    code: 'download-too-large',
    message: `${what} from ${url.host} is larger than ${limit / 1e6} MB, the most that is fetched (${addressOf(url)}).`,
    hint: 'Fetch it by hand, and name the file or folder in it that is to be measured.',
    data: { what, url: addressOf(url), limit },
  })
}

/** An address without a user, a password or a query, which may be secrets. */
function addressOf({ origin, pathname }: URL): string {
  return `${origin}${pathname}`
}
