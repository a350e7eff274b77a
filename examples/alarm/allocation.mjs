// Allocation and scopes: objects that die young, and blocks whose variables are captured. Slow when the collector or the analysis of escapes is.
export const name = 'allocation: 20,000 small objects and captured scopes'

export function run() {
  let list = null
  let sum = 0
  for (let i = 0; i < 20_000; i++) {
    const item = { value: i, label: `item ${i & 63}`, next: i % 100 === 0 ? null : list }
    const read = () => item.value + (item.next?.value ?? 0)
    list = item
    sum = (sum + read()) | 0
  }
  return sum
}
