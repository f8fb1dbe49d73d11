/** The estate's time: the wall clock, or from a set time onwards. */
export class Clock {
  private offsetMs = 0;

  constructor(private readonly wallClock: () => number) {}

  now(): number {
    return this.wallClock() + this.offsetMs;
  }

  /** From now on it is this late, and time goes on. */
  set(at: Date): void {
    this.offsetMs = at.getTime() - this.wallClock();
  }
}
