/**
 * Writes of promotions: the intent before the target branch moves and the outcome after it (G7), each in one statement
 * that lands completely or not at all. They are not part of the run's events: no event, no version. The row's key
 * allows one promotion of a run.
 */
import type { PromotionFacts } from '../domain/rules/promotion/promotion.js';
import { RECORDED_AGAIN, type RecordRow, rememberWith } from './change-parts.js';
import { statement } from './database.js';

const COLUMNS = 'run_id, target_branch, from_commit, commit, actor, kind, intended_at, promoted_at';
/** The run is as the decision read it: it succeeded, and has the same version. */
const SEEN = `from run r where r.run_id = $1 and r.version = $2 and r.state = 'DONE_SUCCESS'`;

/** Its summary names the branch that the run was promoted to. */
const RENOTED = RECORDED_AGAIN('written join run r on r.run_id = written.run_id');

/**
 * $3 branch, $4 from, $5 commit, $6 actor, $7 instant. Lands only while the project allows promotion, and if there is
 * no intent yet. $1 run, $2 the version that was read.
 */
export const INTEND_PROMOTION = statement({
  name: 'intend_promotion',
  text: `insert into promotion (${COLUMNS}) select r.run_id, $3, $4, $5, $6, 'MERGE', $7::timestamptz, null ${SEEN}
    and exists (select from project p where p.project_id = r.project_id and p.allow_promotion)
    on conflict on constraint pk_promotion do nothing returning run_id`,
});

/** The same without an intent, if no ref has to move; $8 the idempotency record. $1 to $7 as in intend_promotion. */
export const RECORD_PROMOTION = statement({
  name: 'record_promotion',
  text: `with written as (insert into promotion (${COLUMNS})
    select r.run_id, $3, $4, $5, $6, 'MERGE', $7::timestamptz, autopack_now() ${SEEN} on conflict on constraint pk_promotion do nothing returning run_id),
  retold as (${RENOTED}),
  remembered as (${rememberWith('written')})
  select run_id from written`,
});

export const intentValues = (intent: PromotionFacts, seenVersion: number): unknown[] => [
  ...[intent.runId, seenVersion, intent.targetBranch],
  ...[intent.fromCommit, intent.commit, intent.actor, intent.intendedAt],
];

/** $1 run, $2 commit: this very intent was carried out; $3 the idempotency record. */
export const CONFIRM_PROMOTION = statement({
  name: 'confirm_promotion',
  text: `with written as (update promotion set promoted_at = autopack_now() where run_id = $1 and commit = $2 and promoted_at is null returning run_id),
  retold as (${RENOTED}),
  remembered as (${rememberWith('written', '$3')})
  select run_id from written`,
});

/** $1 run, $2 commit, $3 from: this very intent is taken back. */
export const WITHDRAW_PROMOTION = statement({
  name: 'withdraw_promotion',
  text: 'delete from promotion where run_id = $1 and commit = $2 and from_commit = $3 and promoted_at is null returning run_id',
});

/** $1 run, $2 commit. */
export const PROMOTION_LANDED = statement({
  name: 'promotion_landed',
  text: 'select 1 as landed from promotion where run_id = $1 and commit = $2 and promoted_at is not null',
});

export const confirmValues = ({ runId, commit }: PromotionFacts, record: RecordRow): unknown[] => [
  ...[runId, commit],
  record && JSON.stringify(record),
];
