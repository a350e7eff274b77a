// A program with a clock of its own: what it prints is what counts, and starting Node does not.
const begin = performance.now()
const words = new Map()
for (let i = 0; i < 200_000; i++) {
  const word = `word ${(i * 7919) % 5000}`
  words.set(word, (words.get(word) ?? 0) + 1)
}
const top = [...words].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 3)
console.log(top.map(([word, count]) => `${word}: ${count}`).join(', '))
console.log(`took ${(performance.now() - begin).toFixed(3)} ms`)
