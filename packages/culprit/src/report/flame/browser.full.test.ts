import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hostile } from '../../../../../test/cases/report/hostile.ts'
import { profileDiff, profileSamples, profileTree } from '../../../../../test/cases/report/profiles.ts'
import { largeProfile, profileOfStacks } from '../../../../../test/profiles.ts'
import type { Profile } from '../../model/profile.ts'
import { inclusiveSums, ownSums } from '../../profile/tree.ts'
import type { ReportDocument } from '../document.ts'
import { render } from '../index.ts'

const rowHeight = 20
const folder = mkdtempSync(join(tmpdir(), 'culprit-flame-'))
let browser: Browser

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env['CULPRIT_CHROMIUM'] ?? '/usr/bin/chromium',
    args: '--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(
      ' ',
    ),
  })
})

afterAll(async () => {
  await browser.close()
  rmSync(folder, { recursive: true })
})

/** Opens a page in a window of 1200 by 900, whose reader wants no motion, and refuses what a page must not do: errors, requests. */
async function opened(html: string, options: object = {}): Promise<{ page: Page; problems: string[]; close: () => Promise<void> }> {
  const file = join(folder, 'page.html')
  writeFileSync(file, html)
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', error => problems.push(error.message))
  page.on('console', message => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('dialog', dialog => problems.push(`dialog: ${dialog.message()}`))
  page.on('request', request => {
    if (!request.url().startsWith('file:') && !request.url().startsWith('data:')) problems.push(`request: ${request.url()}`)
  })
  await page.goto(pathToFileURL(file).href)
  await page.waitForSelector('.flame.is-live')
  return { page, problems, close: () => context.close() }
}

/** Runs the check on the page of a document, and then sees whether the page did what it must not do. */
async function onPage(document: ReportDocument, check: (page: Page) => Promise<void>, options?: object): Promise<void> {
  const { page, problems, close } = await opened(render(document, 'html'), options)
  await check(page)
  expect(problems).toEqual([])
  await close()
}

const status = (page: Page) => page.textContent('.flame-status')
const tooltip = (page: Page) => page.innerText('.flame-tooltip')
const canvas = (page: Page) => page.locator('.flame-canvas')
const box = (x: number, row: number) => ({ position: { x, y: row * rowHeight + rowHeight / 2 } })

/** Red, green and blue of a place in a row of the graph. */
const colourAt = (page: Page, x: number, row: number) =>
  page.evaluate<number[]>(`{
    const canvas = document.querySelector('.flame-canvas')
    const [red, green, blue] = canvas.getContext('2d').getImageData(${x} * devicePixelRatio, ${row * rowHeight + 3} * devicePixelRatio, 1, 1).data;
    [red, green, blue]
  }`)

describe('the flame graph in a browser', () => {
  test('shows what is pointed at: name, module, numbers and their share', async () => {
    await onPage(profileTree, async page => {
      await canvas(page).hover(box(200, 2))
      expect(await tooltip(page)).toBe(
        'sqlite3VdbeExec\nsql-wasm.wasm, function 388\n90,376,680 instructions, 99.9 %; itself 41,020,113\n2,000 calls',
      )
      await canvas(page).hover(box(1100, 4))
      expect(await page.isVisible('.flame-tooltip')).toBe(false)
    })
  })

  test('zooms by a click until Escape, and keeps what is around in view', async () => {
    await onPage(profileTree, async page => {
      expect(await page.isDisabled('.flame-reset')).toBe(true)
      await canvas(page).click(box(40, 4))
      expect(await status(page)).toMatch(/^vdbeRecordCompareInt · .* · 18,066,000 instructions, 20 %/)
      await canvas(page).hover(box(1100, 4))
      expect(await tooltip(page)).toMatch(/^vdbeRecordCompareInt/)
      await canvas(page).hover(box(1100, 1))
      expect(await tooltip(page)).toMatch(/^sqlite3_step/)
      expect(await page.isDisabled('.flame-reset')).toBe(false)
      await page.keyboard.press('Escape')
      expect(await page.isDisabled('.flame-reset')).toBe(true)
      expect(await status(page)).toMatch(/^all · 90,440,680 instructions/)
    })
  })

  test('zooms by the wheel where it has the focus, and leaves the page its wheel where not', async () => {
    await onPage(profileTree, async page => {
      await canvas(page).hover(box(300, 1))
      const scrolled = () => page.evaluate<number>('Math.round(scrollY)')
      const first = await scrolled()
      await page.mouse.wheel(0, 100)
      await expect.poll(scrolled).toBe(first + 100)
      expect(await page.isDisabled('.flame-reset')).toBe(true)
      await page.focus('.flame-scroller')
      const before = await scrolled()
      await canvas(page).hover(box(300, 1))
      await page.mouse.wheel(0, -300)
      await expect.poll(() => page.isDisabled('.flame-reset')).toBe(false)
      expect(await scrolled()).toBe(before)
      for (let turn = 0; turn < 5; turn++) await page.mouse.wheel(0, 300)
      await expect.poll(() => page.isDisabled('.flame-reset')).toBe(true)
    })
  })

  test('is walked by keys', async () => {
    await onPage(profileTree, async page => {
      await page.focus('.flame-scroller')
      const names: string[] = []
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'ArrowUp']) {
        await page.keyboard.press(key)
        names.push((await status(page))!.split(' · ')[0]!)
      }
      expect(names).toEqual([
        'sqlite3_step',
        'sqlite3VdbeExec',
        'sqlite3BtreeMovetoUnpacked',
        'wasm-function[12]',
        'sqlite3BtreeMovetoUnpacked',
        'vdbeRecordCompareInt',
        'sqlite3BtreeMovetoUnpacked',
        'sqlite3VdbeExec',
      ])
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await canvas(page).hover(box(1100, 3))
      expect(await tooltip(page)).toMatch(/^sqlite3BtreeMovetoUnpacked/)
    })
  })

  test('finds names, says their share of the whole, and counts a path once', async () => {
    const functions = ['main', 'copy', 'copy_inner', 'rest'].map(name => ({ name }))
    const profile = profileOfStacks(functions, [
      { path: [0, 1], calls: 1, instructions: 100 },
      { path: [0, 1, 2], calls: 1, instructions: 200 },
      { path: [0, 3, 1], calls: 1, instructions: 300 },
      { path: [0, 3], calls: 1, instructions: 400 },
    ])
    await onPage(profile, async page => {
      await page.keyboard.press('/')
      expect(await page.evaluate<string>('document.activeElement.className')).toBe('flame-search')
      await page.fill('.flame-search', 'COPY')
      expect(await page.textContent('.flame-found')).toBe('2 functions, 60 % of instructions')
      await page.fill('.flame-search', '/^copy$/')
      expect(await page.textContent('.flame-found')).toBe('1 function, 60 % of instructions')
      await page.fill('.flame-search', '/(/')
      expect(await page.textContent('.flame-found')).toBe('0 functions, 0 % of instructions')
      expect(await page.evaluate<string>(`document.querySelector('.flame-search').getAttribute('aria-invalid')`)).toBe('true')
      await page.fill('.flame-search', 'rest')
      await page.keyboard.press('Enter')
      expect(await status(page)).toMatch(/^rest · .*700 instructions, 70 %; itself 400/)
      await page.keyboard.press('/')
      await page.keyboard.press('Escape')
      expect(await page.textContent('.flame-found')).toBe('')
    })
  })

  test('turned around has the function that did most itself at the left, with its callers below', async () => {
    const profile = largeProfile(20_000)
    const shape = { parents: profile.tree!.parents, functions: profile.tree!.functions }
    const own = ownSums(shape, profile.tree!.instructions!, profile.functions.length)
    const most = own.indexOf(Math.max(...own))
    await onPage(profile, async page => {
      await page.locator('.flame-invert').click()
      await canvas(page).hover(box(5, 1))
      const [name, place, numbers] = (await tooltip(page)).split('\n')
      expect(name).toBe(profile.functions[most]!.name)
      expect(place).toBe(`${profile.functions[most]!.module}, function ${most}`)
      expect(numbers).toMatch(new RegExp(`^${own[most]!.toLocaleString('en-US')} instructions, `))
      await page.focus('.flame-scroller')
      await page.keyboard.press('i')
      await canvas(page).hover(box(5, 1))
      const inclusive = inclusiveSums(shape, profile.tree!.instructions!, profile.functions.length)
      expect(await tooltip(page)).toContain(`${inclusive[0]!.toLocaleString('en-US')} instructions, 100 %`)
    })
  })

  test('turned upside down has the outermost call at the bottom', async () => {
    await onPage(profileTree, async page => {
      await page.locator('.flame-flip').click()
      await canvas(page).hover(box(200, 3))
      expect(await tooltip(page)).toMatch(/^sqlite3_step/)
    })
  })

  test('takes its widths from another measure', async () => {
    await onPage(profileTree, async page => {
      await page.selectOption('.flame-unit', '1')
      expect(await status(page)).toContain('2,608,738 calls, 100 %')
      await canvas(page).hover(box(200, 4))
      expect(await tooltip(page)).toMatch(/^vdbeRecordCompareInt\n.*\n18,066,000 instructions.*\n1,204,400 calls, 46.2 %/)
    })
    await onPage(profileSamples, async page => {
      expect(await page.isVisible('.flame-unit')).toBe(false)
      expect(await status(page)).toContain('63.5 ms time, 100 %')
    })
  })

  test('is red where the candidate does more, blue where less, and can be as wide as the baseline', async () => {
    await onPage(profileDiff, async page => {
      const [red, , blue] = await colourAt(page, 300, 4)
      expect(red! - blue!).toBeGreaterThan(80)
      const [lessRed, , lessBlue] = await colourAt(page, 718, 3)
      expect(lessBlue! - lessRed!).toBeGreaterThan(30)
      await canvas(page).hover(box(300, 4))
      expect(await tooltip(page)).toBe(
        'vdbeRecordCompareInt\nsql-wasm.wasm, function 87\ninstructions: 18,066,000 → 38,066,000 (+20,000,000, 2.11×)\ncalls: 1,204,400 → 1,804,400',
      )
      await page.selectOption('.flame-side', 'a')
      await canvas(page).hover(box(300, 4))
      expect(await tooltip(page)).toMatch(/^memcpy/)
    })
  })

  test('is dark where the reader wants it', async () => {
    for (const colorScheme of ['light', 'dark']) {
      const check = async (page: Page) => {
        const brightness = (await colourAt(page, 300, 2)).reduce((sum, each) => sum + each, 0) / 3
        if (colorScheme === 'dark') expect(brightness).toBeLessThan(110)
        else expect(brightness).toBeGreaterThan(150)
      }
      await onPage(profileTree, check, { colorScheme })
    }
  })

  test('does nothing that names want', async () => {
    await onPage(hostile(profileTree), async page => {
      await canvas(page).hover(box(200, 1))
      expect(await tooltip(page)).toMatch(/[<@|"n]/)
      await page.fill('.flame-search', '<')
      expect(await page.evaluate<number>('document.images.length + document.scripts.length')).toBe(2)
    })
  })

  test('has the still picture where no script runs', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    const file = join(folder, 'still.html')
    writeFileSync(file, render(profileTree, 'html'))
    await page.goto(pathToFileURL(file).href)
    expect(await page.isVisible('.flame-picture')).toBe(true)
    expect(await page.isVisible('.flame-controls')).toBe(false)
    await context.close()
  })

  test.each(['src', 'dist'])('works as Node runs it from %s', async place => {
    const module = fileURLToPath(new URL(`../../../${place}/report/index.${place === 'src' ? 'ts' : 'js'}`, import.meta.url))
    const document = join(folder, 'profile.json')
    writeFileSync(document, JSON.stringify(profileTree satisfies Profile))
    const script = `import { readFileSync } from 'node:fs'; import { render } from ${JSON.stringify(pathToFileURL(module).href)}; process.stdout.write(render(JSON.parse(readFileSync(${JSON.stringify(document)}, 'utf8')), 'html'))`
    const html = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
    const { page, problems, close } = await opened(html)
    await canvas(page).hover(box(200, 3))
    expect(await tooltip(page)).toMatch(/^sqlite3BtreeMovetoUnpacked/)
    expect(problems).toEqual([])
    await close()
  })
})

test('a hundred thousand paths stay fluid', async () => {
  await onPage(largeProfile(100_000), async page => {
    const { frames, paints, inverting } = await page.evaluate<{ frames: number[]; paints: number[]; inverting: number }>(`(async () => {
      const canvas = document.querySelector('.flame-canvas')
      document.querySelector('.flame-scroller').focus()
      const { left, top } = canvas.getBoundingClientRect()
      const frames = []
      const paints = []
      const nextFrame = window.requestAnimationFrame.bind(window)
      window.requestAnimationFrame = paint => nextFrame(now => {
        const began = performance.now()
        paint(now)
        paints.push(performance.now() - began)
      })
      const frame = () => new Promise(nextFrame)
      const turn = async deltaY => {
        let last = await frame()
        for (let step = 0; step < 60; step++) {
          const place = { clientX: left + 300 + step * 5, clientY: top + 110, bubbles: true, cancelable: true }
          canvas.dispatchEvent(new WheelEvent('wheel', { deltaY, ...place }))
          canvas.dispatchEvent(new PointerEvent('pointermove', place))
          const now = await frame()
          frames.push(now - last)
          last = now
        }
      }
      await turn(-20)
      await turn(20)
      const began = performance.now()
      document.querySelector('.flame-invert').click()
      const inverting = performance.now() - began
      await turn(-20)
      await turn(20)
      return { frames, paints, inverting }
    })()`)
    const quantile = (values: readonly number[], share: number) => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!
    const words = (values: readonly number[]) =>
      `median ${quantile(values, 0.5).toFixed(1)} ms, 95 % below ${quantile(values, 0.95).toFixed(1)} ms`
    process.stdout.write(
      `100,000 paths: a frame ${words(frames)}; painting it ${words(paints)}; turning around ${inverting.toFixed(0)} ms\n`,
    )
    expect(paints.length).toBeGreaterThan(200)
    // A frame is 16.7 ms. How often there is one depends on what else the machine does; what painting takes does so less.
    expect(quantile(paints, 0.5)).toBeLessThan(16)
    expect(inverting).toBeLessThan(5000)
  })
})
