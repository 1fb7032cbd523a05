/**
 * Reads a test report that CI left behind (V5). Its format is found by its content. It comes from a process that
 * agents' code ran in, so nothing in it is trusted.
 */
import type { CiTest } from '../../../model/ci-evidence.js';
import { testsOf } from './ci-test.js';
import type { PassedTogether } from './passed-together.js';
import { readCtrf } from './read-ctrf.js';
import { readJUnit } from './read-junit.js';

/** Bytes of a report, in UTF-8, that are read; the rest is cut off. */
export const REPORT_MAX_BYTES = 1_048_576;

export interface Report {
  readonly tests: CiTest[];
  /** Tests that passed and are reported together, besides `tests`. */
  readonly together: PassedTogether;
  /**
   * The report was longer than we read, or ended in the middle: it may have more tests, and failing ones among them
   * (V2).
   */
  readonly cut: boolean;
  /**
   * Other signs that tests are missing from it, each the end of a sentence that begins with the report: "counts 5 tests
   * …".
   */
  readonly gaps: readonly string[];
}

/** `fault` is the end of a sentence that begins with the report: "is neither …". */
export function readReport(text: string): Report | { readonly fault: string } {
  const { kept, cut } = firstBytes(text, REPORT_MAX_BYTES);
  const content = kept.replace(/^\ufeff/, '').trimStart();
  if (content.trim() === '') return { fault: 'is empty' };
  const reader = content.startsWith('<') ? readJUnit : content.startsWith('{') ? readCtrf : null;
  if (reader === null) return { fault: 'is neither JUnit XML nor CTRF' };
  const read = reader(content);
  return 'fault' in read ? read : { ...testsOf(read.tests), cut: cut || read.cut, gaps: read.gaps };
}

function firstBytes(text: string, most: number): { kept: string; cut: boolean } {
  if (text.length * 3 <= most) return { kept: text, cut: false };
  let bytes = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.codePointAt(i)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > most) return { kept: text.slice(0, i), cut: true };
    if (code >= 0x10000) i += 1;
  }
  return { kept: text, cut: false };
}
