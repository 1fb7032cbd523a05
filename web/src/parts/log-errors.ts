/** Finds where a log says that something went wrong. */

const FAILURE =
  /\b(?:error|errors|fatal|panic|panicked|exception|traceback|failed|failure|failures|not ok|assert(?:ion)?error|segmentation fault|unhandled)\b|✗|✕|✖/i;
/** Words of success that hold such a word: “0 errors”, “no failures”. */
const HARMLESS = /\b(?:0|no|without)\s+(?:errors?|failures?|failed)\b|\b(?:errors?|failures?|failed)\s*[:=]\s*0\b/gi;

export const isFailureLine = (line: string): boolean => FAILURE.test(line.replace(HARMLESS, ''));

/** Index of the first line that names a failure at or behind `from`; undefined: none does. */
export function firstFailure(lines: readonly string[], from = 0): number | undefined {
  const found = lines.findIndex((line, index) => index >= from && isFailureLine(line));
  return found < 0 ? undefined : found;
}
