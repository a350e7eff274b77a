/** Candidates that are kept for each function of `a`. */
const kept = 4
const steps = 16
const highest = 20

/**
 * The best candidates of every function of `a` with their scores. `assign` gives each function at most one partner: the pair with the
 * highest score first, then the highest of those whose functions are both still free.
 */
export class Assignment {
  /** By function of `a`: the score of its pair, and the best score of another pair that one of the two could have had. */
  readonly scores: Float32Array
  readonly rivals: Float32Array
  private readonly bodies: Int32Array
  private readonly scoresOf: Float32Array
  private readonly partnerA: Int32Array
  private readonly partnerB: Int32Array

  constructor(countA: number, countB: number) {
    this.partnerA = new Int32Array(countA).fill(-1)
    this.partnerB = new Int32Array(countB).fill(-1)
    this.scores = new Float32Array(countA)
    this.rivals = new Float32Array(countA)
    this.bodies = new Int32Array(countA * kept).fill(-1)
    this.scoresOf = new Float32Array(countA * kept)
  }

  offer(bodyA: number, bodyB: number, score: number): void {
    const { bodies, scoresOf } = this
    const first = bodyA * kept
    let place = first + kept - 1
    if (bodies[place]! >= 0 && scoresOf[place]! >= score) return
    for (; place > first && (bodies[place - 1]! < 0 || scoresOf[place - 1]! < score); place--) {
      bodies[place] = bodies[place - 1]!
      scoresOf[place] = scoresOf[place - 1]!
    }
    bodies[place] = bodyB
    scoresOf[place] = score
  }

  /** Calls `pair` for each pair that is taken, none with a lower score than `least`. */
  assign(least: number, pair: (bodyA: number, bodyB: number) => void): void {
    const { bodies, scoresOf, scores, partnerA, partnerB } = this
    const places = this.descending(least)
    for (let turn = 0; turn < places.length; turn++) {
      const place = places[turn]!
      const bodyA = Math.floor(place / kept)
      const bodyB = bodies[place]!
      if (partnerA[bodyA]! >= 0 || partnerB[bodyB]! >= 0) continue
      partnerA[bodyA] = bodyB
      partnerB[bodyB] = bodyA
      scores[bodyA] = scoresOf[place]!
      pair(bodyA, bodyB)
    }
  }

  /**
   * Fills `rivals` after `assign`, with `least` where there is none. Functions of one side with equal numbers in `sameA` or `sameB` are the
   * same to every caller, so they are no rivals of each other.
   */
  compareRivals(least: number, sameA: Int32Array, sameB: Int32Array): void {
    const { bodies, scoresOf, rivals, partnerA, partnerB } = this
    rivals.fill(least)
    const rivalsB = new Float32Array(partnerB.length).fill(least)
    for (let place = 0; place < bodies.length; place++) {
      const bodyA = Math.floor(place / kept)
      const bodyB = bodies[place]!
      if (bodyB < 0 || partnerA[bodyA] === bodyB) continue
      const score = scoresOf[place]!
      const otherB = partnerA[bodyA]!
      const otherA = partnerB[bodyB]!
      if (otherB >= 0 && sameB[bodyB] !== sameB[otherB]) rivals[bodyA] = Math.max(rivals[bodyA]!, score)
      if (otherA >= 0 && sameA[bodyA] !== sameA[otherA]) rivalsB[bodyB] = Math.max(rivalsB[bodyB]!, score)
    }
    for (let bodyA = 0; bodyA < rivals.length; bodyA++) {
      if (partnerA[bodyA]! >= 0) rivals[bodyA] = Math.max(rivals[bodyA]!, rivalsB[partnerA[bodyA]!]!)
    }
  }

  /** The places of all candidates with at least this score, the highest first: counted into steps, which takes one pass. */
  private descending(least: number): Int32Array {
    const { bodies, scoresOf } = this
    const stepOf = (score: number) => highest * steps - Math.max(0, Math.min(highest * steps, Math.floor((score + 4) * steps)))
    const starts = new Int32Array(highest * steps + 2)
    for (let place = 0; place < bodies.length; place++) {
      if (bodies[place]! >= 0 && scoresOf[place]! >= least) starts[stepOf(scoresOf[place]!) + 1]!++
    }
    for (let step = 1; step < starts.length; step++) starts[step]! += starts[step - 1]!
    const places = new Int32Array(starts.at(-1)!)
    for (let place = 0; place < bodies.length; place++) {
      if (bodies[place]! >= 0 && scoresOf[place]! >= least) places[starts[stepOf(scoresOf[place]!)]!++] = place
    }
    return places
  }
}
