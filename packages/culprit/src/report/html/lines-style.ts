import { markup } from './template.ts'

/** Of texts side by side; a page without them does not have it. */
export const linesStyle = markup`
.lines { width: 100%; font-size: .8125rem; line-height: 1.45; }
.lines td { padding: .05rem .5rem; border-bottom: 0; }
.lines th { padding: .3rem .5rem; }
.lines .place { color: var(--soft); font-family: var(--mono); white-space: nowrap; user-select: none; }
.lines .code { font-family: var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; width: 50%; unicode-bidi: isolate; }
.lines .folded td { color: var(--soft); text-align: center; background: var(--wash); }
.lines .changed, .lines .removed, .lines .added { background: var(--wash); }
.changed .place + .code:nth-child(2), .removed .code { color: var(--baseline); }
.changed .code:last-child, .added .code { color: var(--candidate); }
`
