import type { Profile, ProfileMeasure } from '../../model/profile.ts'
import type { ProfileDiff } from '../../model/profile-diff.ts'
import type { subtreeSums } from '../../profile/tree.ts'
import type { changeColour, functionColours, palette } from './colours.ts'
import type { Flame, flameOf, FlameMeasure } from './flame.ts'
import type { inverted } from './invert.ts'
import type { Layout, layOut } from './layout.ts'

/** What the program in the page is given: functions that use nothing from outside of themselves. */
export interface ClientParts {
  readonly flameOf: typeof flameOf
  readonly layOut: typeof layOut
  readonly inverted: typeof inverted
  readonly subtreeSums: typeof subtreeSums
  readonly functionColours: typeof functionColours
  readonly changeColour: typeof changeColour
  readonly palette: typeof palette
}

/**
 * The program in the page that draws the flame graph of the document in it, and listens to its reader. The text of this function is the
 * script, so it uses nothing from outside of itself but its parts and the browser; that is also why it is one long function. What can be
 * told without a browser is in the parts.
 */
export function flameClient(parts: ClientParts): void {
  const rowHeight = 20
  const fontSize = 12
  // Narrower boxes are not drawn.
  const narrowest = 0.5
  const mostInverted = 300_000
  const minus = '\u2212'

  const figure = document.querySelector<HTMLElement>('.flame')!
  const find = (name: string) => figure.querySelector<HTMLElement>(`.flame-${name}`)!
  const scroller = find('scroller')
  const spacer = find('spacer')
  const canvas = find('canvas') as HTMLCanvasElement
  const tooltip = find('tooltip')
  const status = find('status')
  const found = find('found')
  const search = find('search') as HTMLInputElement
  const unit = find('unit') as HTMLSelectElement
  const side = find('side') as HTMLSelectElement
  const invertButton = find('invert')
  const flipButton = find('flip')
  const resetButton = find('reset')
  const context = canvas.getContext('2d')!

  const page = document.querySelector('#culprit-document')!
  const flame = parts.flameOf(JSON.parse(page.textContent) as Profile | ProfileDiff)
  const isDifference = flame.measures[0]?.baseline != null
  const colours = parts.functionColours(flame.functions)
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const still = matchMedia('(prefers-reduced-motion: reduce)')
  // oxlint-disable-next-line no-control-regex
  const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g
  const names = flame.functions.map(({ name, index }) => {
    const own = name === null || name === '' ? (index === null ? '(anonymous)' : `wasm-function[${index}]`) : name
    return own.replace(unsafe, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  })

  let bottomUp: Flame | null = null
  let shown = flame
  let measure = flame.measures[0]!
  let layout: Layout = { starts: new Float64Array(0), sums: new Float64Array(0), rows: [] }
  let before: Float64Array | null = null
  let after = layout.sums
  let fills: string[] = []
  let ink = ''
  let accent = ''
  let characterWidth = 7
  let width = 0
  let height = 0
  /** The part of the whole width that is seen, as shares. */
  let view = { start: 0, end: 1 }
  let isFlipped = false
  let selected = 0
  let hovered = -1
  let matching: Uint8Array | null = null
  let depthOf = new Int32Array(0)
  let frame = 0
  let motion = 0

  const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })
  const time = (ns: number): string => {
    if (ns < 0) return minus + time(-ns)
    const [size, name] = ns < 999.5 ? [1, 'ns'] : ns < 999_500 ? [1e3, '\u00b5s'] : ns < 999_500_000 ? [1e6, 'ms'] : [1e9, 's']
    return `${Number((ns / size).toPrecision(3))} ${name}`
  }
  const amount = (value: number, of: ProfileMeasure) => (of === 'selfNs' ? time(value) : number.format(value).replace('-', minus))
  const percent = (share: number) => (share > 0 && share < 0.0001 ? '<0.01 %' : `${Number((share * 100).toPrecision(3))} %`)
  const nameOf = (node: number) => names[shown.nodes[node]!] ?? 'all'

  /** Takes over another tree, measure or side: everything is laid out again. */
  function arrange(): void {
    const place = Number(unit.value) || 0
    shown = invertButton.getAttribute('aria-pressed') === 'true' ? (bottomUp ??= parts.inverted(flame, mostInverted)) : flame
    measure = shown.measures[place]!
    const widths = side.value === 'a' && measure.baseline !== null ? measure.baseline : measure.own
    layout = parts.layOut(shown.parents, widths)
    const shape = { parents: shown.parents, functions: shown.nodes }
    after = widths === measure.own ? layout.sums : parts.subtreeSums(shape, measure.own)
    before = measure.baseline === null ? null : widths === measure.baseline ? layout.sums : parts.subtreeSums(shape, measure.baseline)
    depthOf = new Int32Array(shown.parents.length).fill(-1)
    for (const [depth, row] of layout.rows.entries()) for (const node of row) depthOf[node] = depth
    view = { start: 0, end: 1 }
    select(0)
    hovered = -1
    spacer.style.height = `${layout.rows.length * rowHeight}px`
    resize()
    match()
    scroller.scrollTop = isFlipped ? scroller.scrollHeight : 0
  }

  function dress(): void {
    fills = parts.palette(dark.matches)
    const style = getComputedStyle(figure)
    ink = style.getPropertyValue('--ink')
    accent = style.getPropertyValue('--match')
    draw()
  }

  function resize(): void {
    const ratio = devicePixelRatio || 1
    width = scroller.clientWidth
    height = Math.min(scroller.clientHeight, layout.rows.length * rowHeight)
    canvas.width = Math.max(1, Math.round(width * ratio))
    canvas.height = Math.max(1, Math.round(height * ratio))
    canvas.style.width = `${width}px`
    canvas.style.height = `${height}px`
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.font = `${fontSize}px ui-monospace, "SF Mono", "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace`
    context.textBaseline = 'middle'
    characterWidth = context.measureText('m').width
    draw()
  }

  /** Draws before the next frame is shown, once however often it is asked for. */
  function draw(): void {
    if (frame === 0) frame = requestAnimationFrame(paint)
  }

  const top = (depth: number) => (isFlipped ? layout.rows.length - 1 - depth : depth) * rowHeight - scroller.scrollTop

  function paint(): void {
    frame = 0
    context.clearRect(0, 0, width, height)
    for (const [depth, row] of layout.rows.entries()) {
      const y = top(depth)
      if (y <= -rowHeight || y >= height) continue
      paintRow(row, y)
    }
  }

  function paintRow(row: Int32Array, y: number): void {
    const whole = layout.sums[0]!
    const scale = width / (view.end - view.start)
    let place = firstEndingAfter(row, view.start)
    while (place < row.length) {
      const node = row[place]!
      const start = layout.starts[node]!
      if (start >= view.end) break
      const size = (layout.sums[node]! / whole) * scale
      if (size < narrowest) {
        // What is too narrow is passed over a pixel at a time, however many boxes that are.
        place = Math.max(place + 1, firstEndingAfter(row, start + narrowest / scale))
        continue
      }
      const left = Math.max(0, (start - view.start) * scale)
      const right = Math.min(width, (start - view.start) * scale + size)
      paintBox(node, left, y, right - left)
      place++
    }
  }

  /** In a row, the place of the first node that ends after a point of the width. */
  function firstEndingAfter(row: Int32Array, point: number): number {
    const whole = layout.sums[0]!
    let low = 0
    let high = row.length
    while (low < high) {
      const middle = (low + high) >> 1
      const node = row[middle]!
      if (layout.starts[node]! + layout.sums[node]! / whole > point) high = middle
      else low = middle + 1
    }
    return low
  }

  function paintBox(node: number, left: number, y: number, wide: number): void {
    const isMatch = matching === null || (node !== 0 && matching[shown.nodes[node]!] === 1)
    const gap = wide > 3 ? 1 : 0
    context.globalAlpha = isMatch ? 1 : 0.35
    context.fillStyle = isMatch && matching !== null ? accent : colourOf(node)
    context.fillRect(left, y, wide - gap, rowHeight - 1)
    if (node !== 0 && (node === selected || node === hovered)) {
      context.globalAlpha = 1
      context.strokeStyle = ink
      context.lineWidth = node === selected ? 2 : 1
      context.strokeRect(left + 1, y + 1, Math.max(0, wide - gap - 2), rowHeight - 3)
    }
    const room = Math.floor((wide - 10) / characterWidth)
    if (room < 2) return
    context.globalAlpha = isMatch ? 1 : 0.75
    context.fillStyle = ink
    context.fillText(fitted(node === 0 ? rootText() : nameOf(node), room), left + 5, y + rowHeight / 2)
    context.globalAlpha = 1
  }

  function rootText(): string {
    return `all: ${amount(layout.sums[0]!, measure.measure)} ${measure.title}`
  }

  function fitted(text: string, room: number): string {
    let cut = text.length <= room ? text : `${text.slice(0, room - 1)}\u2026`
    // Letters outside of Latin can be wider than others.
    // oxlint-disable-next-line no-control-regex
    if (/^[\u0000-\u024f\u2026]*$/.test(cut)) return cut
    while (cut.length > 1 && context.measureText(cut).width > room * characterWidth) cut = `${cut.slice(0, -2)}\u2026`
    return cut
  }

  function colourOf(node: number): string {
    if (before !== null) return fills[parts.changeColour(after[node]!, before[node]!)]!
    return fills[node === 0 ? 23 : colours[shown.nodes[node]!]!]!
  }

  /** The node at a place of the canvas, or -1. */
  function nodeAt(x: number, y: number): number {
    const line = Math.floor((y + scroller.scrollTop) / rowHeight)
    const depth = isFlipped ? layout.rows.length - 1 - line : line
    const row = layout.rows[depth]
    if (row === undefined || width === 0) return -1
    const point = view.start + (x / width) * (view.end - view.start)
    const node = row[firstEndingAfter(row, point)]
    return node !== undefined && layout.starts[node]! <= point ? node : -1
  }

  /** The lines that say what a node is: name, place, numbers. */
  function linesOf(node: number): string[] {
    const own = flame.functions[shown.nodes[node]!]
    const lines = [nameOf(node)]
    if (own !== undefined)
      lines.push([own.module ?? own.kind, own.index === null ? '' : `function ${own.index}`].filter(Boolean).join(', '))
    for (const each of shown.measures) {
      if (each.measure === 'calls' && each !== measure) lines.push(...callLines(each, node))
      else lines.push(...measureLines(each, node))
    }
    return lines
  }

  function measureLines(each: FlameMeasure, node: number): string[] {
    const of = each.measure
    const sums = sumsOf(each)
    const value = sums.after[node]!
    const own = each.own[node]!
    if (sums.before === null) {
      const share = sums.after[0]! > 0 ? `, ${percent(value / sums.after[0]!)}` : ''
      return [`${amount(value, of)} ${each.title}${share}${shown === flame ? `; itself ${amount(own, of)}` : ''}`]
    }
    const baseline = sums.before[node]!
    const change = value - baseline
    const factor = baseline > 0 ? `, ${Number((value / baseline).toPrecision(3))}\u00d7` : ''
    return [`${each.title}: ${amount(baseline, of)} \u2192 ${amount(value, of)} (${change > 0 ? '+' : ''}${amount(change, of)}${factor})`]
  }

  /** Calls are those of the path itself: calls of what is below say nothing about it. */
  function callLines({ own, baseline }: FlameMeasure, node: number): string[] {
    if (node === 0 || shown !== flame) return []
    return [
      baseline === null
        ? `${number.format(own[node]!)} calls`
        : `calls: ${number.format(baseline[node]!)} \u2192 ${number.format(own[node]!)}`,
    ]
  }

  let sumsCache = new Map<FlameMeasure, { after: Float64Array; before: Float64Array | null }>()

  function sumsOf(each: FlameMeasure): { after: Float64Array; before: Float64Array | null } {
    let sums = sumsCache.get(each)
    if (sums === undefined) {
      const shape = { parents: shown.parents, functions: shown.nodes }
      sums = { after: parts.subtreeSums(shape, each.own), before: each.baseline === null ? null : parts.subtreeSums(shape, each.baseline) }
      sumsCache.set(each, sums)
    }
    return sums
  }

  function select(node: number): void {
    selected = node
    status.textContent = linesOf(node).join(' \u00b7 ')
    draw()
  }

  /** Shows a node as wide as the graph, with what is around it above. */
  function zoomTo(node: number): void {
    const start = layout.starts[node]!
    glide({ start, end: Math.min(1, start + layout.sums[node]! / layout.sums[0]!) })
  }

  /** Moves the view there, at once where the reader wants no motion. */
  function glide(to: { start: number; end: number }): void {
    cancelAnimationFrame(motion)
    if (still.matches) return show(to.start, to.end)
    const from = view
    let began = -1
    const step = (now: number) => {
      if (began < 0) began = now
      const passed = Math.min(1, (now - began) / 160)
      const eased = 1 - (1 - passed) ** 3
      show(from.start + (to.start - from.start) * eased, from.end + (to.end - from.end) * eased)
      if (passed < 1) motion = requestAnimationFrame(step)
    }
    motion = requestAnimationFrame(step)
  }

  function show(start: number, end: number): void {
    // A billionth is beyond what the numbers can tell apart.
    const size = Math.min(1, Math.max(1e-9, end - start))
    const from = Math.min(1 - size, Math.max(0, start))
    view = { start: from, end: from + size }
    resetButton.toggleAttribute('disabled', size > 0.999999)
    draw()
  }

  /** Moves the selection to a node and brings it into view. */
  function moveTo(node: number | undefined): void {
    if (node === undefined || node < 0 || depthOf[node]! < 0) return
    const y = top(depthOf[node]!)
    if (y < 0) scroller.scrollTop += y
    else if (y > height - rowHeight) scroller.scrollTop += y - height + rowHeight
    const start = layout.starts[node]!
    const size = layout.sums[node]! / layout.sums[0]!
    const span = view.end - view.start
    if (size > span || size * width < 2 * span) zoomTo(shown.parents[node]! < 0 ? node : shown.parents[node]!)
    else if (start < view.start || start + size > view.end) glide({ start: start + size / 2 - span / 2, end: start + size / 2 + span / 2 })
    select(node)
  }

  function childOf(node: number): number | undefined {
    const row = layout.rows[depthOf[node]! + 1]
    const child = row?.[firstEndingAfter(row, layout.starts[node]!)]
    return child !== undefined && shown.parents[child] === node ? child : undefined
  }

  function neighbour(node: number, step: 1 | -1): number | undefined {
    const row = layout.rows[depthOf[node]!]!
    return row[row.indexOf(node) + step]
  }

  /** Marks the functions whose names have the words of the search, or fit `/an expression/`. */
  function match(): void {
    sumsCache = new Map()
    const wanted = search.value.trim()
    const expression = /^\/(.+)\/$/.exec(wanted)?.[1]
    matching = null
    found.textContent = ''
    search.removeAttribute('aria-invalid')
    if (wanted !== '') {
      let fits = (name: string) => name.toLowerCase().includes(wanted.toLowerCase())
      if (expression !== undefined) {
        try {
          const pattern = new RegExp(expression, 'i')
          fits = name => pattern.test(name)
        } catch {
          search.setAttribute('aria-invalid', 'true')
        }
      }
      matching = Uint8Array.from(names, name => (fits(name) ? 1 : 0))
      found.textContent = foundText(matching)
    }
    draw()
  }

  /** How many functions were found, and their share: every path counts once, from the first of them that is on it. */
  function foundText(matching: Uint8Array): string {
    const count = matching.reduce((sum, each) => sum + each, 0)
    const inside = new Uint8Array(shown.parents.length)
    let sum = 0
    for (const [depth, row] of layout.rows.entries()) {
      if (depth === 0) continue
      for (const node of row) {
        if (inside[shown.parents[node]!] === 1) inside[node] = 1
        else if (matching[shown.nodes[node]!] === 1) {
          inside[node] = 1
          sum += layout.sums[node]!
        }
      }
    }
    return `${number.format(count)} ${count === 1 ? 'function' : 'functions'}, ${percent(sum / (layout.sums[0]! || 1))} of ${measure.title}`
  }

  function widestMatch(): number | undefined {
    let best: number | undefined
    for (const row of layout.rows) {
      for (const node of row) {
        if (node !== 0 && matching?.[shown.nodes[node]!] === 1 && (best === undefined || layout.sums[node]! > layout.sums[best]!))
          best = node
      }
    }
    return best
  }

  function toggle(button: HTMLElement): boolean {
    const isPressed = button.getAttribute('aria-pressed') !== 'true'
    button.setAttribute('aria-pressed', String(isPressed))
    return isPressed
  }

  function flip(): void {
    isFlipped = toggle(flipButton)
    scroller.scrollTop = isFlipped ? scroller.scrollHeight : 0
    draw()
  }

  function reset(): void {
    glide({ start: 0, end: 1 })
    select(0)
  }

  function hover(event: PointerEvent | null): void {
    const bounds = canvas.getBoundingClientRect()
    const node = event === null ? -1 : nodeAt(event.clientX - bounds.left, event.clientY - bounds.top)
    if (node !== hovered) {
      hovered = node
      draw()
    }
    tooltip.hidden = node < 0
    if (event === null || node < 0) return
    tooltip.replaceChildren(
      ...linesOf(node).map((line, index) => {
        const element = document.createElement(index === 0 ? 'strong' : 'div')
        element.textContent = line
        return element
      }),
    )
    const { width: wide, height: high } = tooltip.getBoundingClientRect()
    const left = event.clientX + 14 + wide > innerWidth ? event.clientX - 14 - wide : event.clientX + 14
    const above = event.clientY + 18 + high > innerHeight ? event.clientY - 12 - high : event.clientY + 18
    tooltip.style.left = `${Math.max(4, left)}px`
    tooltip.style.top = `${Math.max(4, above)}px`
  }

  function listen(): void {
    let drag: { readonly x: number; readonly y: number; readonly start: number; readonly scroll: number; moved: boolean } | null = null
    canvas.addEventListener('pointerdown', event => {
      if (event.button !== 0) return
      drag = { x: event.clientX, y: event.clientY, start: view.start, scroll: scroller.scrollTop, moved: false }
    })
    canvas.addEventListener('pointermove', event => {
      if (drag === null || event.buttons === 0) return hover(event)
      const x = event.clientX - drag.x
      const y = event.clientY - drag.y
      if (!drag.moved && Math.abs(x) + Math.abs(y) < 5) return
      if (!drag.moved) canvas.setPointerCapture(event.pointerId)
      drag.moved = true
      hover(null)
      cancelAnimationFrame(motion)
      const span = view.end - view.start
      const start = drag.start - (x / width) * span
      show(start, start + span)
      scroller.scrollTop = drag.scroll - y
    })
    canvas.addEventListener('pointerup', event => {
      const wasDrag = drag === null || drag.moved
      drag = null
      if (wasDrag) return
      const bounds = canvas.getBoundingClientRect()
      const node = nodeAt(event.clientX - bounds.left, event.clientY - bounds.top)
      if (node < 0) return
      select(node)
      zoomTo(node)
    })
    canvas.addEventListener('pointerleave', () => hover(null))
    scroller.addEventListener('scroll', draw)
    scroller.addEventListener(
      'wheel',
      event => {
        // Without the focus, and without the key that zooms everywhere, the wheel moves the page.
        const isWanted = event.ctrlKey || event.metaKey || document.activeElement === scroller
        if (!isWanted || layout.rows.length === 0) return
        event.preventDefault()
        cancelAnimationFrame(motion)
        const span = view.end - view.start
        if (event.shiftKey) scroller.scrollTop += event.deltaY || event.deltaX
        else if (Math.abs(event.deltaX) > Math.abs(event.deltaY))
          show(view.start + (event.deltaX / width) * span, view.end + (event.deltaX / width) * span)
        else {
          const x = (event.clientX - canvas.getBoundingClientRect().left) / width
          const lines = event.deltaMode === 1 ? 16 : 1
          const size = Math.min(1, span * Math.exp(Math.max(-120, Math.min(120, event.deltaY * lines)) * 0.004))
          const start = view.start + x * (span - size)
          show(start, start + size)
        }
      },
      { passive: false },
    )
    const steps: Record<string, () => void> = {
      ArrowUp: () => moveTo(isFlipped ? childOf(selected) : shown.parents[selected]),
      ArrowDown: () => moveTo(isFlipped ? shown.parents[selected] : childOf(selected)),
      ArrowLeft: () => moveTo(neighbour(selected, -1)),
      ArrowRight: () => moveTo(neighbour(selected, 1)),
      Enter: () => zoomTo(selected),
      Escape: reset,
      Home: reset,
      i: () => invertButton.click(),
      f: flip,
    }
    scroller.addEventListener('keydown', event => {
      const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : steps[event.key]
      if (step === undefined) return
      event.preventDefault()
      step()
    })
    document.addEventListener('keydown', event => {
      const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      search.focus()
      search.select()
    })
    search.addEventListener('input', match)
    search.addEventListener('keydown', event => {
      if (event.key === 'Escape') search.value = ''
      else if (event.key === 'Enter') moveTo(widestMatch())
      else return
      event.preventDefault()
      match()
      scroller.focus()
    })
    unit.addEventListener('change', arrange)
    side.addEventListener('change', arrange)
    invertButton.addEventListener('click', () => {
      toggle(invertButton)
      arrange()
    })
    flipButton.addEventListener('click', flip)
    resetButton.addEventListener('click', reset)
    dark.addEventListener('change', dress)
    new ResizeObserver(resize).observe(scroller)
  }

  unit.replaceChildren(...flame.measures.map(({ title }, index) => new Option(title, String(index))))
  unit.parentElement!.hidden = flame.measures.length < 2
  side.parentElement!.hidden = !isDifference
  figure.classList.add('is-live')
  listen()
  arrange()
  dress()
}
