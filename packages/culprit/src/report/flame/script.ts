import { createHash } from 'node:crypto'
import { subtreeSums } from '../../profile/tree.ts'
import { type ClientParts, flameClient } from './client.ts'
import { changeColour, functionColours, palette } from './colours.ts'
import { flameOf } from './flame.ts'
import { inverted } from './invert.ts'
import { layOut } from './layout.ts'

/**
 * The script of a page with a flame graph: the text of the client and of its parts, which are the functions that the other forms call.
 * So there is no bundler, and what runs in the page is what the tests run. None of them may use anything from outside of itself.
 */
const parts: ClientParts = { flameOf, layOut, inverted, subtreeSums, functionColours, changeColour, palette }

export const flameScript = `'use strict';(${flameClient.toString()})({${Object.entries(parts)
  .map(([name, part]) => `${name}: ${String(part)}`)
  .join(',\n')}})`

/** What the policy of a page names, so that this script runs and no other. */
export const flameScriptHash = `sha256-${createHash('sha256').update(flameScript).digest('base64')}`
