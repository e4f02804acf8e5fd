/** Durations and sizes of the measurements. */
export type Plan = {
  rounds: number
  /** Milliseconds of load that one contender gets in a round. */
  sliceMs: number
  warmUpMs: number
  /** Connections of a load, each with one request under way: what a proxy in front keeps open. */
  connections: number
  /** Articles in the two files. */
  small: number
  large: number
  /** Streams that are open at once. */
  streams: number
  /** Milliseconds of everything at once: an hour in short. */
  mixedMs: number
  /** Milliseconds for which a reader's waiting time is measured while something else is processed. */
  workMs: number
  /** Size of the files that are imported to see how much memory that takes. */
  archiveBytes: number
}

export const fullPlan: Plan = {
  rounds: 7,
  sliceMs: 500,
  warmUpMs: 1000,
  connections: 32,
  small: 1000,
  large: 100_000,
  streams: 5000,
  mixedMs: 180_000,
  workMs: 5000,
  archiveBytes: 1e9,
}

/** Checks that everything works; its figures are not reliable. */
export const quickPlan: Plan = {
  ...fullPlan,
  rounds: 3,
  sliceMs: 250,
  warmUpMs: 400,
  large: 10_000,
  streams: 500,
  mixedMs: 12_000,
  workMs: 3000,
  archiveBytes: 5e7,
}
