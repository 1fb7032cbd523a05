/**
 * A test as CI reports it, whatever format the report had, and the id under which it is known again in the next try.
 *
 * An id is `suite::class::name`, and `::file` behind it where the report names the file. Parameters stay inside the
 * name, as the runner writes them. What differs from try to try is left out: folders of absolute paths (each try has a
 * checkout of its own) and addresses of objects.
 */
import type { CiTest } from '../../../model/ci-evidence.js';
import type { CiTestStatus } from '../../../model/vocabulary.js';
import { OwnIds } from './own-ids.js';
import type { PassedTogether } from './passed-together.js';
import { textHash } from './text-hash.js';

/** What a report says of one test. */
export interface ReportedTest {
  readonly suite: string | null;
  readonly className: string | null;
  readonly name: string | null;
  readonly file: string | null;
  readonly status: CiTestStatus;
  readonly durationSeconds: number | null;
  readonly flakyInside: boolean;
  readonly odd?: string | null;
  /** Why it failed, as the report says it. */
  readonly message?: string | null;
}

export const TEST_ID_MAX_LENGTH = 1_000;
const UNNAMED = '(unnamed)';
const FILE_MAX_LENGTH = 1_000;

export const hasFailed = (status: CiTestStatus): boolean => status === 'FAILED' || status === 'ERROR';
/** A test that was skipped was not executed (V2). */
export const wasExecuted = (status: CiTestStatus): boolean => status !== 'SKIPPED';

/** An entry of a report: a test, or tests that passed and are reported together. */
export type ReportedEntry = ReportedTest | PassedTogether;

export const isTogether = (entry: ReportedEntry): entry is PassedTogether => 'hashes' in entry;

export interface TestsOfReport {
  readonly tests: CiTest[];
  readonly together: PassedTogether;
}

/** The tests of one report, in its order. */
export function testsOf(entries: readonly ReportedEntry[]): TestsOfReport {
  const ids = ownIds();
  const tests: CiTest[] = [];
  const hashes: number[] = [];
  let count = 0;
  for (const entry of entries) {
    if (isTogether(entry)) {
      for (const hash of entry.hashes) {
        ids.take(hash);
        hashes.push(hash);
      }
      count += entry.count;
    } else tests.push(ciTest(entry, ids));
  }
  return { tests, together: { hashes, count } };
}

/** Gives ids as the tests of a report have them. */
export const ownIds = (): OwnIds => new OwnIds((id, number) => shortened(id, `#${number}`));

/** The id of a test, which others of its report may have too. */
export const reportedId = (test: Pick<ReportedTest, 'suite' | 'className' | 'name' | 'file'>): string =>
  testIdOf(test, cleanFile(test.file));

function ciTest(test: ReportedTest, ids: OwnIds): CiTest {
  const { status, durationSeconds, flakyInside, odd = null } = test;
  const message = hasFailed(status) ? failureMessage(test.message) : {};
  return {
    testId: ids.of(reportedId(test)),
    status,
    durationSeconds,
    file: cleanFile(test.file),
    flakyInside,
    ...(odd === null ? {} : { odd: clean(odd) }),
    ...message,
  };
}

/**
 * Characters of a message that are read; fewer are kept, once secrets are taken out of these (see CiLifecycleService).
 */
const MESSAGE_READ_LENGTH = 4_000;
const COLOURS = /\u001b\[[0-9;]{0,20}m/g;

/** A message without what cannot be stored or displayed; its lines stay. Undefined if it says nothing. */
function failureMessage(text: string | null | undefined): { message?: string } {
  const lines = (text ?? '')
    .slice(0, MESSAGE_READ_LENGTH)
    .toWellFormed()
    .replace(COLOURS, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, ' ')
    .trim();
  return lines === '' ? {} : { message: lines };
}

/** An id that a reporter chose, made safe to store and to compare. */
export const givenTestId = (id: string): string => shortened(clean(id) || UNNAMED);

function testIdOf(test: Pick<ReportedTest, 'suite' | 'className' | 'name'>, file: string | null): string {
  const parts = [test.suite, test.className, test.name || UNNAMED].map((part) => stable(clean(part ?? '')));
  return shortened((file === null ? parts : [...parts, stable(file)]).join('::'));
}

function cleanFile(file: string | null): string | null {
  const path = clean(file ?? '')
    .replaceAll('\\', '/')
    .replace(/^(\.\/)+/, '');
  return path === '' || path.length > FILE_MAX_LENGTH ? null : path;
}

const isAbsolutePath = (text: string): boolean => /^(\/|[A-Za-z]:[\\/]|file:\/\/)\S+$/.test(text);

function stable(part: string): string {
  const named = isAbsolutePath(part) ? part.slice(Math.max(part.lastIndexOf('/'), part.lastIndexOf('\\')) + 1) : part;
  return named.replace(/\bat 0x[0-9a-f]+/gi, 'at 0x');
}

/** Control characters, U+0000 and lone surrogates can neither be stored nor displayed (I4). */
const clean = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim();

/** At most 1,000 characters: what is longer ends in a hash of the whole. */
function shortened(id: string, suffix = ''): string {
  if (id.length + suffix.length <= TEST_ID_MAX_LENGTH) return id + suffix;
  const tail = `…${textHash(id)}${suffix}`;
  return id.slice(0, TEST_ID_MAX_LENGTH - tail.length).replace(/[\ud800-\udbff]$/, '') + tail;
}
