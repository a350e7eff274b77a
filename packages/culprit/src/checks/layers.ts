import type { Check } from './check.ts'

/**
 * A layer that is equal on both sides cannot be the cause, whatever the clock said. One that differs can, and is not shown to be,
 * unless it is the only one that does and a difference was measured.
 */
export const layers: Check = ({ layers, comparison }) => {
  const measured = comparison.verdict === 'regression' || comparison.verdict === 'improvement'
  const possible = layers.filter(({ differs }) => differs !== false)
  return layers.flatMap(({ layer, differs, statement }) => {
    if (differs === null) return []
    const alone = differs && possible.length === 1
    return [
      {
        statement: alone && measured ? `${statement} Nothing else differs.` : statement,
        value: differs,
        unit: null,
        supports: alone && measured ? [layer] : [],
        against: differs ? [] : [layer],
      },
    ]
  })
}
