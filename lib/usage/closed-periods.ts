export type ClosedStretch = { fromMicros: number; toMicros: number };

/** The periods that a person closed: where what lies in them is booked instead. */
export class ClosedPeriods {
  private readonly inOrder: readonly ClosedStretch[];

  constructor(stretches: readonly ClosedStretch[]) {
    this.inOrder = [...stretches].sort((a, b) => a.fromMicros - b.fromMicros);
  }

  isClosed(atMicros: number): boolean {
    return this.bookingOf(atMicros) !== atMicros;
  }

  /** The instant itself, or the first open one after its period. In microseconds since 1970. */
  bookingOf(atMicros: number): number {
    let at = atMicros;
    // in order, so that one pass goes through periods that follow each other
    for (const { fromMicros, toMicros } of this.inOrder) if (fromMicros <= at && at < toMicros) at = toMicros;
    return at;
  }
}
