/** Whether CI has to run on the base commit of a run, or what it would say is known (V6). */
import type { BaseOutcome } from '../../model/base-check.js';
import { MINUTE_MS } from '../../model/durations.js';
import type { Policies } from '../strategy/strategy.js';
import type { CommitCheck } from './commit-check.js';

/** What is known of the base commit of a run. Instants of `before` come from JSON. */
export interface KnownBase {
  /** Checks of the commit in the project that gave a verdict, newest first. */
  readonly checks: readonly CommitCheck[];
  /**
   * The snapshot of the run before this one, or of the one that it continues, if that is the commit; `failing`: what is
   * red there as it was where that run began.
   */
  readonly before: {
    readonly runId: string;
    readonly executed: number | null;
    readonly at: string;
    readonly failing: readonly string[] | null;
  } | null;
}

/**
 * What is red may be mended without a new commit, such as by a service that is back: a red outcome is valid for an
 * hour. A green one stays valid.
 */
const RED_IS_BELIEVED_MS = 3_600_000;

export type CheckPlace = Pick<CommitCheck, 'runId' | 'projectId' | 'commit' | 'createdAt' | 'stepsHash'>;

/** The check of a run that begins: over at once where its verdict is known. */
export function newBaseCheck(
  place: CheckPlace,
  known: KnownBase,
  { ci }: Pick<Policies, 'ci'>,
  now: Date,
): CommitCheck {
  const check: CommitCheck = {
    ...place,
    checkId: `${place.runId}/base/${place.commit}`,
    kind: 'BASE',
    state: 'DUE',
    version: 1,
    readyAt: now,
    waitUntil: new Date(now.getTime() + ci.waitMinutes * MINUTE_MS),
    avoidWorker: null,
    environmentFailures: 0,
    tryNumber: 0,
    verdict: null,
    executed: 0,
    failing: [],
    moreFailing: 0,
    reasons: [],
    summary: null,
    testedFor: place.runId,
    target: null,
    endedAt: null,
    followedAt: null,
  };
  return { ...check, ...(takenFrom(place, known, now) ?? {}) };
}

function takenFrom(place: CheckPlace, { checks, before }: KnownBase, now: Date): Partial<CommitCheck> | null {
  // A linked or continued run takes the last verdict of the one before it: its snapshot was green, but for what was red
  // where it began.
  if (before) {
    const failing = before.failing ?? [];
    const verdict = failing.length > 0 ? 'RED' : 'GREEN';
    return {
      state: 'DONE',
      verdict,
      executed: before.executed ?? 0,
      failing,
      testedFor: before.runId,
      endedAt: new Date(before.at),
    };
  }
  const same = checks.find((each) => each.stepsHash === place.stepsHash && isBelieved(each, now) && saysAll(each));
  if (!same) return null;
  const { verdict, executed, failing, moreFailing, reasons, summary, testedFor, endedAt } = same;
  return { state: 'DONE', verdict, executed, failing, moreFailing, reasons, summary, testedFor, endedAt };
}

/**
 * A merge commit may be GREEN although tests fail on it that failed before (M2, V6): that says nothing to a run that
 * starts there.
 */
const saysAll = ({ verdict, failing }: CommitCheck): boolean =>
  failing.length === 0 || (verdict !== 'GREEN' && verdict !== 'FLAKY');

export const isBelieved = ({ verdict, endedAt }: CommitCheck, now: Date): boolean =>
  verdict === 'GREEN' ||
  verdict === 'FLAKY' ||
  (endedAt !== null && now.getTime() - endedAt.getTime() < RED_IS_BELIEVED_MS);

export const outcomeOf = ({
  commit,
  verdict,
  executed,
  failing,
  moreFailing,
  summary,
  endedAt,
  createdAt,
  testedFor,
}: CommitCheck): BaseOutcome => ({
  commit,
  verdict: verdict ?? 'ENVIRONMENT',
  executed,
  failing,
  moreFailing,
  summary,
  at: (endedAt ?? createdAt).toISOString(),
  testedFor,
});
