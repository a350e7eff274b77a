import type { Probability } from '../model/units.ts'

/**
 * The z with P(Z <= z) = `probability` for a standard normal Z (Wichura 1988, algorithm AS 241), relative error below 1e-14.
 *
 * 0 gives -Infinity, 1 gives Infinity; outside [0, 1] and for NaN: NaN.
 */
export function normalQuantile(probability: Probability): number {
  const centred = probability - 0.5
  if (Math.abs(centred) <= 0.425) {
    const r = 0.180625 - centred * centred
    return (centred * polynomial(centralNumerator, r)) / polynomial(centralDenominator, r)
  }
  const tail = centred < 0 ? probability : 1 - probability
  if (!(tail >= 0)) return Number.NaN
  if (tail === 0) return centred < 0 ? -Infinity : Infinity
  const r = Math.sqrt(-Math.log(tail))
  const size =
    r <= 5
      ? polynomial(middleNumerator, r - 1.6) / polynomial(middleDenominator, r - 1.6)
      : polynomial(farNumerator, r - 5) / polynomial(farDenominator, r - 5)
  return centred < 0 ? -size : size
}

/**
 * P(Z <= z) for a standard normal Z (Cody 1969), relative error below 1e-14 in both tails down to the smallest double.
 *
 * -Infinity gives 0, Infinity gives 1, NaN gives NaN.
 */
export function normalCdf(z: number): Probability {
  if (Number.isNaN(z)) return Number.NaN
  const size = Math.abs(z)
  if (size <= 0.67448975) {
    const square = size * size
    return 0.5 + (z * polynomial(innerNumerator, square)) / polynomial(innerDenominator, square)
  }
  if (size > 38.6) return z < 0 ? 0 : 1
  // exp(-z²/2) in two factors, the first of a number with few digits, so that the rounding of z² does not spoil the tail.
  const coarse = Math.trunc(size * 16) / 16
  const density = Math.exp(-coarse * coarse * 0.5) * Math.exp(-(size - coarse) * (size + coarse) * 0.5)
  const tail = size <= Math.sqrt(32) ? polynomial(outerNumerator, size) / polynomial(outerDenominator, size) : farTail(size)
  return z < 0 ? density * tail : 1 - density * tail
}

function farTail(size: number): number {
  const inverse = 1 / (size * size)
  const correction = (inverse * polynomial(asymptoticNumerator, inverse)) / polynomial(asymptoticDenominator, inverse)
  return (0.3989422804014327 - correction) / size
}

/** Horner's rule; the coefficient of the highest power comes first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)
}

// Wichura's PPND16.
const centralNumerator = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513, 133.14166789178438,
  3.3871328727963665,
]
const centralDenominator = [
  5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579, 42.31333070160091, 1,
]
const middleNumerator = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045, 5.769497221460691,
  4.630337846156546, 1.4234371107496835,
]
const middleDenominator = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851, 1.6763848301838038,
  2.053191626637759, 1,
]
const farNumerator = [
  2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487, 1.7848265399172913,
  5.463784911164114, 6.657904643501103,
]
const farDenominator = [
  2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133, 0.014875361290850615, 0.1369298809227358,
  0.599832206555888, 1,
]

// Cody's coefficients for the normal distribution, as in netlib's ANORM.
const innerNumerator = [0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356]
const innerDenominator = [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673]
const outerNumerator = [
  1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002, 2494.5375852903726,
  6848.190450536283, 11602.65143764735, 9842.714838383978,
]
const outerDenominator = [
  1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097, 34900.95272114598, 38912.00328609327,
  19685.429676859992,
]
const asymptoticNumerator = [
  0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934, 0.000029112874951168793,
]
const asymptoticDenominator = [1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 0.00007297515550839662]
