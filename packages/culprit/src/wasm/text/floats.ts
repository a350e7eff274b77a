/** The f32 with these bits so that every reader gets the same bits back: the shortest decimal, `inf`, `nan`, `nan:0x200000`. */
export function f32Text(bits: number): string {
  const sign = bits < 0 || bits >= 0x8000_0000 ? '-' : ''
  const exponent = (bits >>> 23) & 0xff
  const fraction = bits & 0x7f_ffff
  if (exponent === 0xff) return sign + notFinite(BigInt(fraction), 0x40_0000n)
  words[0] = bits & 0x7fff_ffff
  return sign + shortestF32(single[0]!, exponent)
}

/** As `f32Text`, of an f64. */
export function f64Text(bits: bigint): string {
  const sign = bits >> 63n === 0n ? '' : '-'
  const magnitude = bits & 0x7fff_ffff_ffff_ffffn
  const fraction = magnitude & 0xf_ffff_ffff_ffffn
  if (magnitude >> 52n === 0x7ffn) return sign + notFinite(fraction, 0x8_0000_0000_0000n)
  longs[0] = magnitude
  return sign + String(double[0])
}

const words = new Uint32Array(1)
const single = new Float32Array(words.buffer)
const longs = new BigUint64Array(1)
const double = new Float64Array(longs.buffer)

function notFinite(fraction: bigint, canonical: bigint): string {
  if (fraction === 0n) return 'inf'
  return fraction === canonical ? 'nan' : `nan:0x${fraction.toString(16)}`
}

function shortestF32(value: number, exponent: number): string {
  // The digits of the double are right for the single too, but can be more than it needs.
  const full = String(value)
  if (full.length <= 9 || exponent === 0) return full
  for (let digits = 6; digits <= 9; digits++) {
    const near = Number(value.toPrecision(digits))
    longs[0] = 0n
    double[0] = near
    // A double half-way between two singles hides on which side of it the decimal is.
    const halfWay = (longs[0] & 0x1fff_ffffn) === 0x1000_0000n
    if (Math.fround(near) === value && !halfWay) return String(near)
  }
  return full
}
