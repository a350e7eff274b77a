import { markup } from './template.ts'

/**
 * Colours are after the set of Okabe and Ito, darkened or lightened until text in them has a contrast of 4.5 to the page.
 * No meaning is in a colour alone: arms are labelled, orders have shapes, tones stand on words.
 */
export const style = markup`
:root {
  color-scheme: light dark;
  --page: #fcfbf8; --raised: #ffffff; --ink: #1d2126; --soft: #5d646d; --line: #e4e1d9; --wash: #f2f0ea;
  --baseline: #1f69a8; --candidate: #b9500a; --control: #6d747c;
  --good: #14724f; --bad: #b3321c; --unsure: #855c00;
  --part-0: #6a55d9; --part-1: #d99b12; --part-2: #1f8f8a; --part-3: #a5a9ae;
  --serif: Charter, "Bitstream Charter", "Iowan Old Style", "Source Serif 4", Georgia, serif;
  --sans: system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #15171b; --raised: #1b1e23; --ink: #e8e6e1; --soft: #a0a6ae; --line: #30343b; --wash: #23272d;
    --baseline: #6db3ee; --candidate: #f2964b; --control: #9aa1a9;
    --good: #5ecba1; --bad: #ff8d70; --unsure: #e6bb4a;
    --part-0: #9d8cff; --part-1: #e8b339; --part-2: #4fc0ba; --part-3: #777d85;
  }
}
* { box-sizing: border-box; }
html { background: var(--page); color: var(--ink); font: 16px/1.55 var(--sans); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 62rem; overflow-wrap: anywhere; }
.eyebrow { color: var(--soft); font-size: .875rem; margin: 0 0 1.75rem; }
.eyebrow b { color: var(--ink); margin-right: .4em; }
h1 { font: 600 clamp(1.5rem, 1.1rem + 1.8vw, 2.25rem)/1.25 var(--serif); margin: .6rem 0 1.5rem; text-wrap: pretty; }
h1 code { font: inherit; background: none; padding: 0; }
h1 strong { font-weight: 700; color: var(--tone, inherit); white-space: nowrap; }
h1 .quiet { font-weight: 400; font-size: .7em; }
h2 { font: 600 1.3rem/1.3 var(--serif); margin: 0 0 .75rem; }
p { margin: .5rem 0; max-width: 44rem; }
.verdict { display: inline-block; border: 1.5px solid var(--tone, var(--soft)); color: var(--tone, var(--ink)); border-radius: 99px; padding: .1rem .8rem; font-weight: 600; font-size: .9375rem; }
.tone-good { --tone: var(--good); }
.tone-bad { --tone: var(--bad); }
.tone-unsure { --tone: var(--unsure); }
.good { color: var(--good); }
.bad { color: var(--bad); }
.unsure { color: var(--unsure); }
.quiet, .note { color: var(--soft); }
code { font-family: var(--mono); font-size: .9em; background: var(--wash); border-radius: 4px; padding: .08em .3em; unicode-bidi: isolate; }
dl { margin: .5rem 0; font-variant-numeric: tabular-nums; }
dl div { display: grid; grid-template-columns: 8rem 1fr; gap: 0 1rem; padding: .35rem 0; border-top: 1px solid var(--line); }
dl div:first-child { border-top: 0; }
dt { color: var(--soft); }
dd { margin: 0; }
.answer dl { border: 1px solid var(--line); border-radius: 10px; background: var(--raised); padding: .4rem 1.1rem; }
nav { margin: 1.5rem 0 0; font-size: .875rem; line-height: 2; }
nav a { color: var(--soft); text-decoration-color: var(--line); text-underline-offset: .25em; margin-right: .9rem; white-space: nowrap; }
nav a:hover { color: var(--ink); }
section { border-top: 1px solid var(--line); margin-top: 2.25rem; padding-top: 1.5rem; }
details { border-top: 1px solid var(--line); margin-top: 1.25rem; padding-top: .9rem; }
details + details { margin-top: .9rem; }
summary { cursor: pointer; color: var(--soft); }
summary h2 { display: inline; font: 500 1rem/1.4 var(--sans); color: var(--ink); }
figure { margin: 1.25rem 0 2rem; }
figcaption, caption { color: var(--soft); font-size: .875rem; text-align: left; margin-bottom: .6rem; }
.plot { display: block; overflow: visible; font: 13px var(--sans); font-variant-numeric: tabular-nums; }
.inset { margin-left: 3rem; width: calc(100% - 3rem); }
.plot text { fill: var(--ink); }
.plot .tick { fill: var(--soft); font-size: 12px; }
.plot .label { font-weight: 600; }
.plot .note { fill: var(--soft); font-weight: 400; }
.grid { stroke: var(--line); }
.guide { stroke: var(--baseline); stroke-dasharray: 2 4; opacity: .8; }
.one { stroke: var(--ink); stroke-width: 1.25; }
.limit { stroke: var(--soft); stroke-dasharray: 5 4; }
.factor-bar { fill: var(--baseline); opacity: .55; }
.factor-bar.crossed { fill: var(--bad); opacity: .8; }
.band { fill: var(--soft); opacity: .14; }
.plot .baseline-ink { fill: var(--baseline); }
.plot .candidate-ink { fill: var(--candidate); }
.plot .control-ink { fill: var(--control); }
.baseline-mark { fill: var(--baseline); }
.candidate-mark { fill: var(--candidate); }
.control-mark { fill: var(--control); }
.baseline-mark, .candidate-mark, .control-mark { stroke: var(--page); fill-opacity: .85; }
.outside { fill: var(--page); stroke: var(--candidate); stroke-width: 1.5; }
.baseline-line { fill: none; stroke: var(--baseline); }
.candidate-line { fill: none; stroke: var(--candidate); }
.control-line { fill: none; stroke: var(--control); }
.median { stroke-width: 2.5; }
.pair { stroke-width: 1.5; opacity: .75; }
.baseline-bar { fill: var(--baseline); opacity: .4; }
.candidate-bar { fill: var(--candidate); opacity: .4; }
.control-bar { fill: var(--control); opacity: .4; }
.plot .estimate { fill-opacity: 1; stroke-width: 1.5; }
.candidate-band { fill: var(--candidate); opacity: .16; }
.part { stroke: var(--page); stroke-width: 1.5; }
.part-0 { fill: var(--part-0); }
.part-1 { fill: var(--part-1); }
.part-2 { fill: var(--part-2); }
.part-3 { fill: var(--part-3); }
.legend { color: var(--soft); font-size: .8125rem; max-width: none; margin: .6rem 0 0; }
.legend span { white-space: nowrap; margin-right: 1rem; }
.legend svg { vertical-align: -1px; margin-right: .2rem; }
.table { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; min-width: 50%; font-variant-numeric: tabular-nums; font-size: .9375rem; overflow-wrap: normal; }
th { font-weight: 500; color: var(--soft); vertical-align: bottom; }
th, td { padding: .4rem 1.5rem .4rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
tr > :last-child { padding-right: 0; }
th.right, td.right { text-align: right; white-space: nowrap; }
td.whole { white-space: nowrap; }
td code { background: none; padding: 0; overflow-wrap: anywhere; }
.items { list-style: none; margin: .25rem 0; padding: 0; }
.items li { display: grid; grid-template-columns: 11rem 1fr; gap: 0 1rem; padding: .55rem 0; border-top: 1px solid var(--line); }
.items li:first-child { border-top: 0; }
.items li > :only-child { grid-column: 1 / -1; }
.items p { margin: 0; }
.items .note { font-size: .875rem; }
.badge { font-family: var(--mono); font-size: .8125rem; line-height: 1.9; color: var(--soft); }
.badge.strong { color: var(--ink); font-weight: 600; }
.badge.good { color: var(--good); }
.badge.bad { color: var(--bad); }
.badge.unsure { color: var(--unsure); }
pre { font: .875rem/1.5 var(--mono); background: var(--wash); border-radius: 8px; padding: .75rem 1rem; overflow-x: auto; white-space: pre-wrap; }
pre code { font: inherit; background: none; padding: 0; }
.command { white-space: pre; }
footer { border-top: 1px solid var(--line); margin-top: 2.5rem; padding-top: 1rem; color: var(--soft); font-size: .875rem; }
:focus-visible { outline: 2px solid var(--baseline); outline-offset: 2px; }
@media (max-width: 40rem) {
  body { padding-top: 1.5rem; }
  dl div, .items li { grid-template-columns: 1fr; }
  .answer dl { padding: .4rem .9rem; }
}
@media print {
  :root { --page: #fff; --raised: #fff; }
  html { font-size: 10.5pt; }
  body { max-width: none; padding: 0; }
  nav { display: none; }
  figure, tr, .items li, dl div { break-inside: avoid; }
  h2, summary { break-after: avoid; }
  .command { white-space: pre-wrap; }
  .table { overflow: visible; }
  details::details-content { content-visibility: visible; block-size: auto; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`
