/**
 * Reads again what changed, one reading of a kind at a time: what changes while a reading is under way is read once more
 * after it, so that the last reading always began after the last change, and a busy minute never piles up.
 */
export class RefreshQueue {
  private readonly states = new Map<string, "reading" | "again">();

  constructor(private readonly read: (kind: string) => Promise<unknown>) {}

  ask(kind: string): void {
    if (this.states.has(kind)) {
      this.states.set(kind, "again");
      return;
    }
    this.states.set(kind, "reading");
    void this.run(kind);
  }

  private async run(kind: string): Promise<void> {
    for (;;) {
      try {
        await this.read(kind);
      } catch {
        // whoever shows it says that it failed; the next change reads again
      }
      if (this.states.get(kind) !== "again") break;
      this.states.set(kind, "reading");
    }
    this.states.delete(kind);
  }
}
