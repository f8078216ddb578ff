/** How often the candidate was warned of each type, and what the next one is. Pure. */

export class Warnings {
  #free;
  #counting;
  #counts;

  /**
   * room: `warning_count`, `counting` (the types that have points), `counted` (type → how many the server has);
   * kept: type → how many this device knows of, some of which the server may not have yet.
   */
  constructor({ warning_count: free, counting, counted }, kept = {}) {
    this.#free = free;
    this.#counting = new Set(counting);
    this.#counts = { ...counted };
    for (const [type, count] of Object.entries(kept)) {
      this.#counts[type] = Math.max(count, this.#counts[type] ?? 0);
    }
  }

  /** One more: "ignored" (the exam does not count this type), "warning", "last-warning" or "recorded". */
  count(type) {
    if (!this.#counting.has(type)) {
      return "ignored";
    }
    const count = (this.#counts[type] ?? 0) + 1;
    this.#counts[type] = count;
    if (count > this.#free) {
      return "recorded";
    }
    return count === this.#free ? "last-warning" : "warning";
  }

  /** Type → how many, to be kept on the device. */
  get counts() {
    return { ...this.#counts };
  }
}
