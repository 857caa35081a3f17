/** How many requests are remembered until their other events come; a watch lasts up to an hour. */
const MOST = 200_000;

/** Tells which event of a request counts: the first that has an answer. Later ones, and "received" where an answer came, do not. */
export class StageFilter {
  readonly #seen = new Map<string, boolean>();
  #unanswered = 0;
  readonly #most: number;

  constructor(most: number = MOST) {
    this.#most = most;
  }

  /** Whether this event is the one to count. */
  take(key: string, answered: boolean): boolean {
    const known = this.#seen.get(key);
    if (known === true || (known === false && !answered)) return false;
    this.#seen.set(key, answered);
    if (this.#seen.size > this.#most) this.#forget();
    return answered;
  }

  /** Requests that were received and, as far as was seen, never answered. */
  get unanswered(): number {
    let waiting = 0;
    for (const answered of this.#seen.values()) if (!answered) waiting++;
    return this.#unanswered + waiting;
  }

  #forget(): void {
    for (const [key, answered] of this.#seen) {
      this.#seen.delete(key);
      if (!answered) this.#unanswered++;
      return;
    }
  }
}
