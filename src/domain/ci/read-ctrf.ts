/**
 * CTRF, the JSON test report format. It is a foreign document: keys that we do not know are left alone, but what decides between passed and failed
 * must have the type that the format gives it, else the report counts as unreadable.
 */
import { z } from 'zod';
import type { CiTestStatus } from '../shared/vocabulary.js';
import { hasFailed, type ReportedTest } from './ci-test.js';
import { mendedJson } from './json-cut.js';

const textOrNothing = z.string().nullish().catch(null);
const numberOrNothing = z.number().nullish().catch(null);

const CTRF_TEST = z.object({
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
});
const CTRF = z.object({
  results: z.object({
    summary: z.object({ tests: numberOrNothing, failed: numberOrNothing }).nullish().catch(null),
    tests: z.array(CTRF_TEST),
  }),
});
/** `results.tests[…]`: a test stands in an object, an object and a list. */
const TESTS_DEPTH = 3;

/** What runners call a test that they did not run, where CTRF has no better word than "other". */
const NOT_RUN = new Set(['todo', 'disabled', 'ignored', 'pending', 'skipped']);

export function readCtrf(text: string): { readonly tests: ReportedTest[]; readonly cut: boolean } | { readonly fault: string } {
  const { document, cut } = parsed(text);
  if (document === undefined) return { fault: 'is not JSON that can be read' };
  const ctrf = CTRF.safeParse(document);
  if (!ctrf.success) return { fault: `is not CTRF: ${whyNot(ctrf.error)}` };
  const { summary, tests: listed } = ctrf.data.results;
  const tests = listed.map(read);
  const failed = tests.filter((test) => hasFailed(test.status)).length;
  if (failed === 0 && (summary?.failed ?? 0) > 0) tests.push(COUNTED_NOT_SHOWN);
  // A list that is shorter than its summary says is as little to be trusted as one that ends in the middle.
  return { tests, cut: cut || (summary?.tests ?? 0) > listed.length };
}

const COUNTED_NOT_SHOWN: ReportedTest = {
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
    const mended = mendedJson(text, TESTS_DEPTH);
    if (mended === null) return { document: undefined, cut: true };
    try {
      return { document: JSON.parse(mended) as unknown, cut: true };
    } catch {
      return { document: undefined, cut: true };
    }
  }
}

function read(test: z.infer<typeof CTRF_TEST>): ReportedTest {
  const status = statusOf(test.status.toLowerCase(), test.rawStatus?.toLowerCase() ?? '');
  const ranAgain = test.flaky === true || (test.retries ?? 0) > 0;
  return {
    suite: Array.isArray(test.suite) ? test.suite.join(' > ') : (test.suite ?? null),
    className: null,
    name: test.name,
    file: test.filePath ?? null,
    status,
    durationSeconds: typeof test.duration === 'number' && test.duration >= 0 ? test.duration / 1000 : null,
    flakyInside: ranAgain && status === 'PASSED',
  };
}

/** "other" is whatever is neither passed, failed nor skipped, such as an interrupted test: not a pass. */
function statusOf(status: string, raw: string): CiTestStatus {
  if (status === 'passed') return 'PASSED';
  if (status === 'failed') return 'FAILED';
  if (status === 'skipped' || status === 'pending') return 'SKIPPED';
  return NOT_RUN.has(raw) ? 'SKIPPED' : 'ERROR';
}

function whyNot(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.map(String).join('.') ?? '';
  return path === '' ? 'it is no object with "results"' : `"${path}" is missing or has another type`;
}
