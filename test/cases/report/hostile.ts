import { armSchema } from '../../../packages/culprit/src/model/launch.ts'
import { swappableSchema } from '../../../packages/culprit/src/model/swaps.ts'
import type { ReportDocument } from '../../../packages/culprit/src/report/document.ts'

/** Stderr, names and messages as someone would write them who wants to harm the reader of a report. */
export const hostileTexts = [
  '</script><script>alert(1)</script>',
  '<!--<script>',
  '<img src=x onerror=alert(1)>',
  '\u001b[2J\u001b]8;;http://evil.example/\u0007click\u001b]8;;\u0007\u009b31m',
  '| a | b |\n|---|---|',
  '@everyone see #1 and owner/repo#2, GH-3, https://evil.example/x www.evil.example',
  '[click](javascript:alert(1)) ![image](http://evil.example/a.png) `code` ``` **bold** _under_ ~~gone~~ $x$',
  '\u202egnp.exe\u2066 invisible\u200b\ufeff\u{e0041}',
  `"' onmouseover="alert(1)" $\{7*7} {{7*7}}`,
  '\ud800 lone surrogate',
  '# heading\r\n- list\r1. one\n> quote\n\n    code\n---\n<details>',
  'n'.repeat(10_000),
] as const

/** The document with every string in it replaced that a package, a module or a process can choose. */
export function hostile<T extends ReportDocument>(document: T): T {
  let next = 0
  return JSON.parse(JSON.stringify(document), (key: string, value: unknown) =>
    typeof value === 'string' && !ours.has(key) && !words.has(value) ? hostileTexts[next++ % hostileTexts.length] : value,
  ) as T
}

/** Fields whose values the schemas fix. */
const words = new Set<string>([...armSchema.options, ...swappableSchema.options])
const ours = new Set(
  'kind verdict decidedBy metric unit source arm order classification layer part status action how state matching addressType measure mode nameOrigin outcome decision stoppedBy category feature'.split(
    ' ',
  ),
)
