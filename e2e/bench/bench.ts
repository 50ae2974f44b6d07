/** One figure beside its yardstick, both measured in the same run: machines are noisy, ratios less so. */
export type BenchResult = {
  name: string;
  value: number;
  unit: string;
  /** What the figure is held against, in words. */
  yardstick: string;
  yardstickValue: number;
  /** value / yardstickValue. */
  ratio: number;
  /** What must hold, in words. */
  must: string;
  ok: boolean;
};

export type BenchContext = {
  /** A migrated database of the benchmark's own. */
  url: string;
  /** Progress for the person who waits. */
  say(text: string): void;
};

export type Bench = (context: BenchContext) => Promise<BenchResult[]>;
