/** A duration. All durations inside culprit are nanoseconds; reports format them, and figures.ts for the words that a document itself has. */
export type Nanoseconds = number
/** A size or an offset in a file. */
export type Bytes = number
/** candidate / baseline; above 1 the candidate is slower (or larger), everywhere. */
export type Ratio = number
/** ln(candidate / baseline): symmetric around 0, so that slower and faster by the same factor weigh the same. */
export type LogRatio = number
/** Between 0 and 1. */
export type Probability = number
/** A share of a whole, between 0 and 1. */
export type Share = number
/** Milliseconds since 1970-01-01 UTC, as Date.now() gives them. */
export type UnixMilliseconds = number
/** Lower-case hexadecimal SHA-256 of some bytes. */
export type Sha256 = string
