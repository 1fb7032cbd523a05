/**
 * CTRF, the JSON test report format. It is a foreign document: keys that we do not know are left alone, but what
 * decides between passed and failed must have the type that the format gives it, else the report counts as unreadable.
 */
import { z } from 'zod';

import type { CiTestStatus } from '../../../model/vocabulary.js';
import { hasFailed, isTogether, type ReportedEntry, type ReportedTest } from './ci-test.js';
import { mendedJson } from './json-cut.js';
import { mendedStrings } from './json-strings.js';
import { isRepeatMark } from './junit-verdict.js';
import { TOGETHER, togetherIn } from './passed-together.js';
import { isKnownResult, meaningOf } from './result-words.js';

const textOrNothing = z.string().nullish().catch(null);
const numberOrNothing = z.number().nullish().catch(null);

export const CTRF_TEST = z.object({
  name: z.string(),
  status: z.string(),
  rawStatus: textOrNothing,
  duration: numberOrNothing,
  suite: z
    .union([z.string(), z.array(z.string())])
    .nullish()
    .catch(null),
  filePath: textOrNothing,
  flaky: z.boolean().nullish(),
  retries: z.number().nullish(),
  message: textOrNothing,
  trace: textOrNothing,
  retryAttempts: z
    .array(z.object({ status: textOrNothing }))
    .nullish()
    .catch(null),
  extra: z.record(z.string(), z.unknown()).nullish().catch(null),
});
const CTRF = z.object({
  results: z.object({
    summary: z
      .object({
        tests: numberOrNothing,
        passed: numberOrNothing,
        failed: numberOrNothing,
        other: numberOrNothing,
        flaky: numberOrNothing,
      })
      .nullish()
      .catch(null),
    tests: z.array(CTRF_TEST),
  }),
});
/** `results.tests[…]`: a test is inside an object, an object and a list. */
const TESTS_DEPTH = 3;

/** `gaps`: why tests may be missing, each the end of a sentence that begins with the report. */
export function readCtrf(
  text: string,
):
  | { readonly tests: ReportedEntry[]; readonly cut: boolean; readonly gaps: readonly string[] }
  | { readonly fault: string } {
  const { document, cut } = parsed(text);
  if (document === undefined) return { fault: 'is not JSON that can be read' };
  const ctrf = CTRF.safeParse(document);
  if (!ctrf.success) return { fault: `is not CTRF: ${whyNot(ctrf.error)}` };
  const { summary, tests: listed } = ctrf.data.results;
  const tests: ReportedEntry[] = listed.map(entryOf);
  const alone = tests.flatMap((test) => (isTogether(test) ? [] : [test]));
  const troubled = alone.filter((test) => hasFailed(test.status)).length;
  const together = tests.reduce((sum, test) => sum + (isTogether(test) ? test.count : 0), 0);
  if (troubled === 0 && ((summary?.failed ?? 0) > 0 || (summary?.other ?? 0) > listed.filter(isOther).length))
    tests.push(COUNTED_NOT_DISPLAYED);
  const hasPassed = together > 0 || alone.some((test) => test.status === 'PASSED');
  if ((summary?.flaky ?? 0) > 0 && hasPassed && !alone.some((test) => test.flakyInside))
    tests.push(FLAKY_NOT_DISPLAYED);
  const counts = [
    [
      'passed',
      together + listed.filter((test, i) => !isTogether(tests[i]!) && meaningOf(test.status) === 'PASSED').length,
    ],
    ['failed', troubled],
  ] as const;
  const gaps = counts
    .filter(([word, displayed]) => (summary?.[word] ?? 0) > displayed)
    .map(([word, displayed]) => `counts ${summary![word]} tests as ${word} and shows ${displayed}`);
  // A list that is shorter than its summary says is as little to be trusted as one that ends in the middle.
  return {
    tests,
    cut: cut || (summary?.tests ?? 0) > together + listed.filter((_, i) => !isTogether(tests[i]!)).length,
    gaps,
  };
}

const isOther = (test: CtrfTest): boolean => test.status.toLowerCase() === 'other';

const FLAKY_NOT_DISPLAYED: ReportedTest = {
  suite: null,
  className: null,
  name: '(flaky, not shown)',
  file: null,
  status: 'PASSED',
  durationSeconds: null,
  flakyInside: true,
};
const COUNTED_NOT_DISPLAYED: ReportedTest = {
  suite: null,
  className: null,
  name: '(counted, not shown)',
  file: null,
  status: 'ERROR',
  durationSeconds: null,
  flakyInside: false,
};

function parsed(text: string): { document: unknown; cut: boolean } {
  try {
    return { document: JSON.parse(text) as unknown, cut: false };
  } catch {
    return parsedAnyhow(mendedStrings(text));
  }
}

/** What is not JSON for its strings alone is whole; what ends in the middle is not. */
function parsedAnyhow(text: string): { document: unknown; cut: boolean } {
  try {
    return { document: JSON.parse(text) as unknown, cut: false };
  } catch {
    const mended = mendedJson(text, TESTS_DEPTH);
    if (mended === null) return { document: undefined, cut: true };
    try {
      return { document: JSON.parse(mended) as unknown, cut: true };
    } catch {
      return { document: undefined, cut: true };
    }
  }
}

/**
 * A test, or tests that passed and are reported together (V5). An entry that claims to be one and says more is a failed
 * test.
 */
function entryOf(test: CtrfTest): ReportedEntry {
  const text = test.extra?.[TOGETHER];
  const read = ctrfTest(test);
  if (text === undefined) return read;
  const together = typeof text === 'string' && read.status === 'PASSED' && !read.flakyInside ? togetherIn(text) : null;
  return together ?? { ...read, status: 'ERROR', odd: `"${TOGETHER}"` };
}

export type CtrfTest = z.infer<typeof CTRF_TEST>;

export function ctrfTest(test: CtrfTest): ReportedTest {
  const status = statusOf(test.status, test.rawStatus ?? null);
  const isOdd = status === 'ERROR' && !isKnownResult(test.status) && !isKnownResult(test.rawStatus ?? '');
  return {
    suite: Array.isArray(test.suite) ? test.suite.join(' > ') : (test.suite ?? null),
    className: null,
    name: test.name,
    file: test.filePath ?? null,
    status,
    durationSeconds: typeof test.duration === 'number' && test.duration >= 0 ? test.duration / 1000 : null,
    flakyInside: status === 'PASSED' && ranAgain(test),
    odd: isOdd ? `"status": "${(test.rawStatus ?? test.status).slice(0, 60)}"` : null,
    message: test.message || test.trace || null,
  };
}

/** By its own words, by attempts that are listed, or by marks that a runner adds in `extra`. */
function ranAgain({ flaky, retries, retryAttempts, rawStatus, extra }: CtrfTest): boolean {
  if (flaky === true || (retries ?? 0) > 0) return true;
  if (isRepeatMark('status', rawStatus ?? '')) return true;
  const attempts = retryAttempts ?? [];
  if (
    attempts.length > 1 ||
    attempts.some(({ status }) => status !== null && status !== undefined && meaningOf(status) !== 'PASSED')
  )
    return true;
  return Object.entries(extra ?? {}).some(
    ([name, value]) => ['string', 'number', 'boolean'].includes(typeof value) && isRepeatMark(name, String(value)),
  );
}

/**
 * The format has five words. "other" is whatever is neither passed, failed nor skipped, such as an interrupted test:
 * not a pass. Any other word is not of the format, and is read only where its meaning is certain.
 */
function statusOf(status: string, raw: string | null): CiTestStatus {
  const meaning = meaningOf(status);
  const rawMeaning = raw === null || raw.trim() === '' || !isKnownResult(raw) ? null : meaningOf(raw);
  if (meaning === 'ERROR') return rawMeaning === 'SKIPPED' || rawMeaning === 'FAILED' ? rawMeaning : 'ERROR';
  return meaning;
}

function whyNot(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.map(String).join('.') ?? '';
  return path === '' ? 'it is no object with "results"' : `"${path}" is missing or has another type`;
}
