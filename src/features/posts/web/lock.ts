/** Runs work while no other tab runs work of the same name. */
export type Lock = (name: string, work: () => Promise<void>) => Promise<void>;

/** The lock of this browser's tabs. */
export const webLock: Lock = async (name, work) => {
  // Absent outside secure contexts; what is sent under it is harmless a second time.
  if (typeof navigator === "undefined" || !navigator.locks) return work();
  await navigator.locks.request(name, work);
};
