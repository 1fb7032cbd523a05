/**
 * Writes of changes on forges (M3), each in one statement that lands whole or not at all. The request is the outbox
 * row: whichever server finds it opens the change (C6).
 */
import type { LookedAt } from '../domain/decisions/promotion/read-change.js';
import type { ChangeRequest } from '../domain/decisions/promotion/request-change.js';
import { RECORDED_AGAIN, type RecordRow, rememberWith } from './change-parts.js';
import { statement } from './database.js';
import { PROMOTION_CHANGE } from './rows.js';

/** Closed, given up, or proposed elsewhere: what follows is another change. A number is one of its own repository. */
const IS_ANOTHER = `promotion_change.state in ('CLOSED', 'GIVEN_UP') or promotion_change.remote <> excluded.remote or promotion_change.forge <> excluded.forge`;
const anew = (column: string, value: string) =>
  `${column} = case when ${IS_ANOTHER} then ${value} else promotion_change.${column} end`;
const FORGOTTEN = [
  ...['number', 'url', 'draft', 'opened_at', 'forge_updated_at', 'merged_by', 'merge_commit', 'ended_at'],
  'checks_read_at',
].map((column) => anew(column, 'null'));

/**
 * Lands only while the run is not promoted: a promotion does not change the run's version. An open change gets another
 * base; one that was closed, given up, or is not on the project's remote of now is followed by a new one. $1 record of
 * the key, $2 run, $3 the version that was read, $4 write, $5 remote, $6 forge, $7 head, $8 base, $9 the base's commit,
 * $10 the run's commit, $11 actor, $12 host of the API.
 */
export const REQUEST_CHANGE = statement({
  name: 'request_change',
  text: `with clock as materialized (select autopack_now() as now),
  written as (insert into promotion_change (run_id, project_id, remote, forge, head, base, base_commit, head_commit, actor, requested_at, round, state, checks,
      changed_at, next_at, failures, tried_since, write_id)
    select r.run_id, r.project_id, $5, $6, $7, $8, $9, $10, $11, clock.now, 1, 'REQUESTED', '[]', clock.now, clock.now, 0, clock.now, $4
    from clock, run r where r.run_id = $2 and r.version = $3 and r.completed_at is not null
      and not exists (select from promotion p where p.run_id = r.run_id and p.promoted_at is not null)
    on conflict on constraint pk_promotion_change do update set remote = excluded.remote, forge = excluded.forge, head = excluded.head, base = excluded.base,
      base_commit = excluded.base_commit, head_commit = excluded.head_commit, actor = excluded.actor, requested_at = excluded.requested_at,
      ${FORGOTTEN.join(', ')}, ${anew('checks', `'[]'::jsonb`)}, ${anew('checks_cut', 'false')}, ${anew('round', 'promotion_change.round + 1')}, ${anew('state', `'REQUESTED'`)},
      content_key = null, next_at = excluded.next_at, changed_at = excluded.changed_at, failures = 0, tried_since = excluded.tried_since, fault = null, fault_message = null,
      write_id = excluded.write_id
    where promotion_change.state <> 'MERGED'
    returning run_id, project_id),
  polled as (insert into forge_poll (project_id, host, leased_until, blocked_until) select w.project_id, $12, clock.now, clock.now from clock, written w
    on conflict on constraint pk_forge_poll do update set host = excluded.host),
  remembered as (${rememberWith('written', '$1')})
  select run_id from written`,
});

export const requestValues = (
  request: ChangeRequest,
  actor: string,
  version: number,
  writeId: string,
  record: RecordRow,
) => [
  ...[record && JSON.stringify(record), request.runId, version, writeId, request.remote, request.forge, request.head],
  ...[request.base, request.baseCommit, request.headCommit, actor, request.host],
];

/** $1 run, $2 write. */
export const REQUEST_LANDED = statement({
  name: 'request_landed',
  text: 'select 1 as landed from promotion_change where run_id = $1 and write_id = $2',
});

const LOOKED_AT = [
  ...[
    'state',
    'base',
    'number',
    'url',
    'draft',
    'opened_at',
    'forge_updated_at',
    'content_key',
    'merged_by',
    'merge_commit',
    'ended_at',
  ],
  ...['checks', 'checks_cut', 'checks_read_at', 'changed_at', 'next_at', 'failures', 'fault', 'fault_message'],
];
const SET = LOOKED_AT.map((column) => `${column} = n.${column}`).join(', ');
/** The row is as the look found it: nobody has requested something else meanwhile, and its server still has the lease. */
const STILL = `c.run_id = $1 and c.round = $2 and c.write_id = $3 and c.state in ('REQUESTED', 'OPEN')
      and exists (select from forge_poll f where f.project_id = c.project_id and f.poll_id = $4)`;

/** What a look saw. $1 run, $2 round, $3 the request, $4 the look, $5 the columns. */
export const SETTLE_LOOK = statement({
  name: 'settle_change_look',
  text: `update promotion_change c set ${SET} from ${PROMOTION_CHANGE.recordset({ rows: '$5', one: true }, 'n', LOOKED_AT)}
    where ${STILL} returning c.run_id`,
});

/**
 * The same for one that was merged, and the record of the promotion if the run succeeded: a promotion that was intended
 * besides is this one then. $1 to $5 as in settle_change_look, $6 by whom.
 */
export const SETTLE_MERGED = statement({
  name: 'settle_change_merged',
  text: `with merged as (update promotion_change c set ${SET} from ${PROMOTION_CHANGE.recordset({ rows: '$5', one: true }, 'n', LOOKED_AT)}
    where ${STILL} returning c.run_id, c.base, c.base_commit, c.merge_commit, c.requested_at, c.ended_at),
  written as (insert into promotion (run_id, target_branch, from_commit, commit, actor, kind, intended_at, promoted_at)
    select m.run_id, m.base, m.base_commit, m.merge_commit, $6, 'PULL_REQUEST', m.requested_at, m.ended_at
    from merged m join run r on r.run_id = m.run_id where r.state = 'DONE_SUCCESS'
    on conflict on constraint pk_promotion do update set target_branch = excluded.target_branch, from_commit = excluded.from_commit, commit = excluded.commit,
      actor = excluded.actor, kind = excluded.kind, intended_at = excluded.intended_at, promoted_at = excluded.promoted_at
    where promotion.promoted_at is null
    returning run_id),
  retold as (${RECORDED_AGAIN('written join run r on r.run_id = written.run_id')})
  select run_id from merged`,
});

/** $1 run, $2 round: it is recorded. */
export const MERGED_LANDED = statement({
  name: 'change_merged_landed',
  text: `select 1 as landed from promotion_change where run_id = $1 and round = $2 and state = 'MERGED'`,
});

/**
 * A look that failed. $1 to $4 as in settle_change_look, $5 fault, $6 message, $7 milliseconds until the next, $8 those
 * within which a change must be opened; null: this fault is waited for. One that was requested for a remote that is no
 * longer the project's is not opened any more.
 */
export const SETTLE_FAULT = statement({
  name: 'settle_change_fault',
  text: `with clock as materialized (select autopack_now() as now)
  update promotion_change c set failures = c.failures + 1, fault = $5, fault_message = $6, next_at = clock.now + $7::int * interval '1 millisecond',
    state = case when o.is_over then 'GIVEN_UP' else c.state end, ended_at = case when o.is_over then clock.now else c.ended_at end,
    changed_at = case when o.is_over then clock.now else c.changed_at end
  from clock, lateral (select c2.state = 'REQUESTED' and (c2.tried_since < clock.now - $8::bigint * interval '1 millisecond' is true or not exists (
      select from project_remote m where m.project_id = c2.project_id and m.url = c2.remote and m.forge = c2.forge)) as is_over
    from promotion_change c2 where c2.run_id = $1) o
  where ${STILL} returning c.run_id, c.state`,
});

export const lookedAtJson = (columns: LookedAt): string => JSON.stringify(PROMOTION_CHANGE.writer(LOOKED_AT)(columns));
