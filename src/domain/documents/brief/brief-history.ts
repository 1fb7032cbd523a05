/**
 * What came before an attempt (W7), as values: of every earlier attempt what became of it, with what its successor
 * needs to do better. Newest first.
 */
import type { AttachmentFacts, AttemptFacts, CiTryFacts } from '../../model/attempt.js';
import { type Reason, unreachable } from '../../model/refusal.js';
import type { WorkerRole } from '../../model/vocabulary.js';
import { headOf, tailOf } from './brief-text.js';

/** Rows of the work on a phase before an attempt, in its run and in those that the run continues (P11). */
export interface History {
  /** Newest first, those of the attempt's own run before others; of a long row the newest. */
  readonly attempts: readonly AttemptFacts[];
  /** In the order in which they were made. */
  readonly tries: readonly CiTryFacts[];
  /** Patches and logs. */
  readonly files: readonly AttachmentFacts[];
}

/** Attempts that a brief looks back at. */
const MOST_EARLIER = 20;
/**
 * Failed tests of the newest attempt that CI did not pass, with their messages; of each one before it fewer, without.
 */
const MOST_REPORTED_TESTS = 20;
const MOST_TESTS_BEFORE = 5;
export const LOG_END_BYTES = 4_096;
export const PATCH_HEAD_BYTES = 16_384;

export interface FailedTest {
  readonly testId: string;
  /** At most 500 characters; null: the report says nothing, or it is not among the first that are kept. */
  readonly message: string | null;
}

/** A file of an earlier attempt, or a part of it. */
export interface Quoted {
  /** Relative to the run's directory; it can be read as an artefact of its attempt. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Null: its file is missing, or differs from the recorded hash. */
  readonly text: string | null;
}

export interface EarlierAttempt {
  /** The run before, which this one continues (P11); null: this run. */
  readonly runId: string | null;
  readonly attempt: number;
  readonly role: WorkerRole;
  /** What became of it, one sentence. */
  readonly outcome: string;
  /** Of the gate, then of CI. */
  readonly reasons: readonly Reason[];
  /** The verdict of CI on its patch, in the words of its reporter. */
  readonly ciSummary: string | null;
  readonly failedTests: readonly FailedTest[];
  readonly moreFailedTests: number;
  readonly notes: string | null;
  /** The end of the log of CI: of the newest attempt that CI did not pass. */
  readonly logEnd: Quoted | null;
  /** The head of its patch: of the newest attempt that submitted one. */
  readonly patch: Quoted | null;
}

/** Files whose texts a brief quotes. */
export interface Wanted {
  readonly patch: AttachmentFacts | null;
  readonly log: AttachmentFacts | null;
}

/** Their texts; null: there is no such file, or it cannot be read. */
export interface Texts {
  readonly patch: string | null;
  readonly log: string | null;
}

/** What CI found of an attempt's patch: the last try that did not pass; null: CI did not see it, or passed it. */
function failedTry(attempt: AttemptFacts, tries: readonly CiTryFacts[]): CiTryFacts | null {
  const own = tries.filter((each) => each.runId === attempt.runId && each.attempt === attempt.number);
  const of = (...verdicts: readonly string[]) => own.findLast((each) => verdicts.includes(each.verdict)) ?? null;
  switch (attempt.ciVerdict) {
    case 'RED':
    case 'MISSING':
      return of('RED', 'MISSING') ?? own.at(-1) ?? null;
    case 'GREEN':
    case 'FLAKY':
      return null;
    case 'ENVIRONMENT':
    case null:
      return of('RED', 'MISSING', 'ENVIRONMENT');
    default:
      return unreachable(attempt.ciVerdict);
  }
}

const fileOf = (
  kind: AttachmentFacts['kind'],
  files: readonly AttachmentFacts[],
  fits: (file: AttachmentFacts) => boolean,
) => files.find((file) => file.kind === kind && fits(file)) ?? null;

const patchOf = ({ runId, number }: AttemptFacts, files: readonly AttachmentFacts[]) =>
  fileOf('patch', files, (file) => file.runId === runId && file.attempt === number);

const logOf = (one: CiTryFacts, files: readonly AttachmentFacts[]) =>
  fileOf('log', files, (file) => {
    const ran = one.ciAttempt ?? one.attempt;
    return file.runId === one.runId && file.tryNumber === one.number && file.attempt === ran;
  });

/** Which files to read for it: the newest patch, and the log of the newest try that did not pass. */
export function wantedOf({ attempts, tries, files }: History): Wanted {
  const patch = attempts.map((attempt) => patchOf(attempt, files)).find((file) => file !== null) ?? null;
  const one = attempts
    .map((attempt) => (attempt.role === 'CI' ? null : failedTry(attempt, tries)))
    .find((each) => each !== null);
  return { patch, log: one ? logOf(one, files) : null };
}

/**
 * What came before in the run given. Attempts of CI are listed with the attempt whose patch they tested; those that
 * could not run are left out.
 */
export function earlierOf(history: History, texts: Texts, runId: string): EarlierAttempt[] {
  const wanted = wantedOf(history);
  const newestFailed = history.attempts.find(
    (attempt) => attempt.role !== 'CI' && failedTry(attempt, history.tries) !== null,
  );
  return history.attempts
    .filter((attempt) => attempt.role !== 'CI' && attempt.state !== 'LEASED')
    .slice(0, MOST_EARLIER)
    .map((attempt) => {
      const one = failedTry(attempt, history.tries);
      const patch = patchOf(attempt, history.files);
      const log = one && logOf(one, history.files);
      const failed = one?.judged?.failed ?? [];
      const reported = failed.slice(0, attempt === newestFailed ? MOST_REPORTED_TESTS : MOST_TESTS_BEFORE);
      return {
        runId: attempt.runId === runId ? null : attempt.runId,
        attempt: attempt.number,
        role: attempt.role,
        outcome: outcomeOf(attempt),
        reasons: [...(attempt.gate?.reasons ?? []), ...(one?.judged?.reasons ?? [])],
        ciSummary: one?.summary ?? null,
        failedTests: reported.map(({ testId, message }) => ({
          testId,
          message: attempt === newestFailed ? (message ?? null) : null,
        })),
        moreFailedTests: failed.length - reported.length + (one?.judged?.moreFailed ?? 0),
        notes: attempt.notes,
        logEnd: log && log === wanted.log ? quoted(log, texts.log && tailOf(texts.log, LOG_END_BYTES)) : null,
        patch:
          patch && patch === wanted.patch ? quoted(patch, texts.patch && headOf(texts.patch, PATCH_HEAD_BYTES)) : null,
      };
    });
}

const quoted = ({ path, sizeBytes }: AttachmentFacts, text: string | null): Quoted => ({ path, sizeBytes, text });

/** What became of an attempt, one sentence of ours. */
function outcomeOf(attempt: AttemptFacts): string {
  const uncounted = attempt.givenBack ? ' It did not count as a try.' : '';
  switch (attempt.state) {
    case 'RELEASED':
      return `Its worker gave the lease back without a result.${uncounted}`;
    case 'EXPIRED':
      return `Its lease ran out before a result came.${uncounted}`;
    case 'STOPPED':
      return 'It was stopped before a result came.';
    case 'LEASED':
      return 'It is at work.';
    case 'SUBMITTED':
      return attempt.role === 'AUDITOR' ? auditOutcome(attempt) : builderOutcome(attempt);
    default:
      return unreachable(attempt.state);
  }
}

function builderOutcome({ status, gate, ciVerdict }: AttemptFacts): string {
  const stated = `The Builder said ${status ?? 'nothing'}`;
  if (status === 'ENVIRONMENT_FAILURE') return `${stated}: its surroundings failed, which did not count as a try.`;
  return `${stated}${gate ? `; the gate said ${gate.verdict}` : ''}${ciWords(ciVerdict)}.`;
}

const auditOutcome = ({ auditVerdict, gate, ciVerdict }: AttemptFacts): string =>
  `The Auditor said ${auditVerdict ?? 'nothing'}${gate ? `; the gate said ${gate.verdict}` : ''}${ciWords(ciVerdict)}.`;

function ciWords(verdict: AttemptFacts['ciVerdict']): string {
  if (verdict === null) return '';
  return verdict === 'RED' || verdict === 'MISSING'
    ? `; CI was ${verdict}, and the patch was taken back`
    : `; CI was ${verdict}`;
}
