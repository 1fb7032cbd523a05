/**
 * How many faults of one request are reported (A3): enough to correct them, and an answer of bounded size whatever the
 * input.
 */
export const MAX_REPORTED = 20;

/** The message in place of all the others. */
export const tooMany = (where: string): string =>
  `There is more wrong with ${where}; the first ${MAX_REPORTED} faults are listed.`;

/** The first faults, and one that says that there are more. */
export function reported<Fault>(faults: readonly Fault[], more: () => Fault): Fault[] {
  return faults.length <= MAX_REPORTED ? [...faults] : [...faults.slice(0, MAX_REPORTED), more()];
}
