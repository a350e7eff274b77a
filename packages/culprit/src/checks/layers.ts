import type { Check } from './check.ts'

/** A layer that is equal on both sides cannot be the cause, whatever the clock said; one that differs can, and is not shown to be. */
export const layers: Check = ({ layers }) =>
  layers
    .filter(({ differs }) => differs !== null)
    .map(({ layer, differs, statement }) => ({
      statement,
      value: differs,
      unit: null,
      supports: [],
      against: differs === false ? [layer] : [],
    }))
