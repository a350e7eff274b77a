/**
 * Lets the launches of a block run one at a time, in their order, round after round: who holds the turn runs, the others wait.
 *
 * A member takes the turn before it does anything, passes it on when it pauses, and leaves when it is over; the turn then goes to the
 * next member that is still there.
 */
export class Turns<Member> {
  readonly #members: Member[]
  readonly #waiting = new Map<Member, () => void>()
  #current: Member | undefined

  constructor(order: readonly Member[]) {
    this.#members = [...order]
    this.#current = order[0]
  }

  /** Resolves when it is this member's turn. */
  take(member: Member): Promise<void> {
    if (this.#current === member) return Promise.resolve()
    return new Promise(resolve => this.#waiting.set(member, resolve))
  }

  pass(member: Member): void {
    const index = this.#members.indexOf(member)
    this.#give(this.#members[(index + 1) % this.#members.length])
  }

  leave(member: Member): void {
    const index = this.#members.indexOf(member)
    this.#members.splice(index, 1)
    this.#waiting.delete(member)
    if (this.#current === member) this.#give(this.#members[index % this.#members.length])
  }

  #give(next: Member | undefined): void {
    this.#current = next
    if (next === undefined) return
    const resolve = this.#waiting.get(next)
    this.#waiting.delete(next)
    resolve?.()
  }
}
