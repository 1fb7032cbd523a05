/**
 * How many faults of one request are told (A3): enough to mend them, and an answer of bounded size whatever came in.
 */
export const MAX_REPORTED = 20;

/** What is said in place of all the others. */
export const tooMany = (where: string): string => `There is more wrong with ${where}; the first ${MAX_REPORTED} faults are told.`;

/** The first faults, and one that says that there are more. */
export function reported<Fault>(faults: readonly Fault[], more: () => Fault): Fault[] {
  return faults.length <= MAX_REPORTED ? [...faults] : [...faults.slice(0, MAX_REPORTED), more()];
}
