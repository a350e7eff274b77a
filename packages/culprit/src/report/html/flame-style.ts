import { markup } from './template.ts'

/** For pages with a flame graph, which is as wide as the window. */
export const flameStyle = markup`
:root { --match: #e0a4f5; }
@media screen and (prefers-color-scheme: dark) { :root { --match: #7d3f97; } }
.flame { width: min(100vw - 2.5rem, 120rem); margin-left: calc(50% - min(100vw - 2.5rem, 120rem) / 2); }
.flame figcaption { margin-bottom: .4rem; }
.flame-controls, .flame-scroller, .flame-status, .flame-help, .flame.is-live .flame-still { display: none; }
.flame.is-live .flame-controls { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .9rem; margin: .5rem 0; font-size: .875rem; }
.flame.is-live .flame-scroller { display: grid; }
.flame.is-live .flame-status, .flame.is-live .flame-help { display: block; }
.flame-controls label span { color: var(--soft); }
.flame-controls input, .flame-controls select, .flame-controls button { font: inherit; color: var(--ink); background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: .25rem .6rem; }
.flame-controls input { width: 15rem; font-family: var(--mono); }
.flame-controls input[aria-invalid="true"] { border-color: var(--bad); }
.flame-controls button { cursor: pointer; }
.flame-controls button[aria-pressed="true"] { background: var(--ink); color: var(--page); border-color: var(--ink); }
.flame-controls button:disabled { color: var(--soft); cursor: default; }
.flame-controls [hidden] { display: none; }
.flame-found { color: var(--soft); font-variant-numeric: tabular-nums; min-width: 14rem; }
.flame-found:empty { display: none; }
.flame-scroller { position: relative; max-height: 70vh; overflow-x: hidden; overflow-y: auto; border: 1px solid var(--line); border-radius: 6px; background: var(--raised); }
.flame-canvas { position: sticky; top: 0; display: block; cursor: pointer; }
.flame-canvas, .flame-spacer { grid-area: 1 / 1; align-self: start; }
.flame-spacer { pointer-events: none; width: 1px; }
.flame-status { font: .8125rem/1.5 var(--mono); color: var(--soft); max-width: none; min-height: 1.5em; margin: .5rem 0 0; }
.flame-help { font-size: .8125rem; color: var(--soft); max-width: none; }
.flame-tooltip { position: fixed; z-index: 1; pointer-events: none; max-width: min(40rem, 90vw); padding: .45rem .7rem; border: 1px solid var(--line); border-radius: 6px; background: var(--page); box-shadow: 0 2px 10px rgb(0 0 0 / .18); font-size: .8125rem; font-variant-numeric: tabular-nums; }
.flame-tooltip[hidden] { display: none; }
.flame-tooltip strong { font-family: var(--mono); font-weight: 600; }
.flame-less, .flame-same, .flame-more { padding: .1rem .5rem; border-radius: 3px; color: #1d2126; }
.flame-less { background: hsl(213 70% 62%); }
.flame-same { background: hsl(213 4% 92%); }
.flame-more { background: hsl(8 70% 62%); }
@media print { .flame.is-live .flame-controls, .flame.is-live .flame-scroller, .flame-help { display: none; } .flame.is-live .flame-still { display: block; } }
`
