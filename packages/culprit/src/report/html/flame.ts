import { flamePicture } from '../flame/svg.ts'
import type { FlameGraph } from '../story.ts'
import { type Html, markup } from './template.ts'

/**
 * The flame graph of the page's document: a still picture, in whose place the script puts one that can be zoomed and searched. What it
 * shows is also in the tables of the page.
 */
export function flameGraph({ caption, flame }: FlameGraph): Html {
  const isDifference = flame.measures[0]?.baseline != null
  return markup`<figure class="flame">
    <figcaption>${caption}</figcaption>
    <div class="flame-controls">
      <label><span>Search</span> <input class="flame-search" type="search" placeholder="name or /expression/" spellcheck="false" autocomplete="off" aria-keyshortcuts="/" /></label>
      <span class="flame-found" role="status"></span>
      <label><span>Width</span> <select class="flame-unit"></select></label>
      <label><span>of</span> <select class="flame-side"><option value="b">candidate</option><option value="a">baseline</option></select></label>
      <button class="flame-invert" type="button" aria-pressed="false" aria-keyshortcuts="i" title="Each function with those that called it (i)">Callers</button>
      <button class="flame-flip" type="button" aria-pressed="false" aria-keyshortcuts="f" title="The outermost call at the bottom (f)">Flames</button>
      <button class="flame-reset" type="button" disabled="" aria-keyshortcuts="Escape" title="See all of it (Escape)">Reset</button>
    </div>
    <div class="flame-scroller" tabindex="0" role="application" aria-label="${caption}" aria-describedby="flame-help">
      <canvas class="flame-canvas"></canvas>
      <div class="flame-spacer"></div>
    </div>
    <div class="flame-still">${flamePicture(caption, flame)}</div>
    <p class="flame-status" role="status"></p>
    ${isDifference ? legend : null}
    <p class="flame-help" id="flame-help">
      Click to zoom, drag to move; with the focus in the graph the wheel zooms, arrows walk, Enter zooms, Escape shows all, / searches.
    </p>
    <div class="flame-tooltip" hidden=""></div>
  </figure>`
}

const legend = markup`<p class="legend">
  Compared with the baseline: <span class="flame-less">less</span> <span class="flame-same">the same</span> <span class="flame-more">more</span>, in
  full colour from half and from twice as much
</p>`
