/** Microseconds on the clock that all processes of a machine share. */
export const now = () => process.hrtime.bigint() / 1000n;

/** How a message names itself wherever it stands in the bytes: its number, and when it was sent. */
export const markOf = (nth: number, at: bigint) =>
  `bench:${String(nth).padStart(8, "0")}:${String(at).padStart(16, "0")}`;
