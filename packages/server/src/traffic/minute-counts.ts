export const minuteMs = 60_000;
/** How far back counts go. */
export const minutesKept = 60;

/** How often something happened in each of the last 60 minutes; exact. */
export class MinuteCounts {
  readonly #slots = new Float64Array(minutesKept);
  #newest: number;
  #total = 0;

  constructor(minute: number) {
    this.#newest = minute;
  }

  get total(): number {
    return this.#total;
  }

  /** Of one minute, counted from 1970. */
  at(minute: number): number {
    const isKept = minute <= this.#newest && minute > this.#newest - minutesKept;
    return isKept ? (this.#slots[minute % minutesKept] ?? 0) : 0;
  }

  /** A clock that goes back counts in the newest minute. */
  add(minute: number): void {
    this.turn(minute);
    const slot = this.#newest % minutesKept;
    this.#slots[slot] = (this.#slots[slot] ?? 0) + 1;
    this.#total += 1;
  }

  /** Forgets what is more than an hour old. */
  turn(minute: number): void {
    const passed = Math.min(minutesKept, minute - this.#newest);
    for (let step = 1; step <= passed; step += 1) {
      const slot = (minute - passed + step) % minutesKept;
      this.#total -= this.#slots[slot] ?? 0;
      this.#slots[slot] = 0;
    }
    if (passed > 0) this.#newest = minute;
  }
}
