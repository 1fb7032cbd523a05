/**
 * Writes of changes on forges (M3), each in one statement that lands whole or not at all. The request is the outbox
 * row: whichever server finds it opens the change (C6).
 */
import type { LookedAt } from '../domain/decisions/promotion/read-change.js';
import type { ChangeRequest } from '../domain/decisions/promotion/request-change.js';
import { RECORDED_AGAIN, type RecordRow, rememberWith } from './change-parts.js';
import { statement } from './database.js';
import { PROMOTION_CHANGE } from './rows.js';

/** Closed, or proposed elsewhere: what follows is another change. A number is one of its own repository. */
const IS_ANOTHER = `promotion_change.state = 'CLOSED' or promotion_change.remote <> excluded.remote or promotion_change.forge <> excluded.forge`;
/** One that was given up may be there all the same, by now merged: it is looked for by its mark, which has the round. */
const IS_SOUGHT = `promotion_change.state = 'GIVEN_UP' or ${IS_ANOTHER}`;
const anew = (column: string, value: string, when = IS_SOUGHT) =>
  `${column} = case when ${when} then ${value} else promotion_change.${column} end`;
const FORGOTTEN = [
  ...['number', 'url', 'draft', 'opened_at', 'forge_updated_at', 'merged_by', 'merge_commit', 'ended_at'],
  'checks_read_at',
].map((column) => anew(column, 'null'));

/**
 * Lands only while the run is not promoted: a promotion does not change the run's version. An open change gets another
 * base; one that was closed, or is not on the project's remote of now, is followed by a new one; one that was given up is
 * looked for again. $1 record of the key, $2 run, $3 the version that was read, $4 write, $5 remote, $6 forge, $7 head, $8 base, $9 the base's commit,
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
      ${FORGOTTEN.join(', ')}, ${anew('checks', `'[]'::jsonb`)}, ${anew('checks_cut', 'false')}, ${anew('round', 'promotion_change.round + 1', IS_ANOTHER)}, ${anew('state', `'REQUESTED'`)},
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

/** A try that is overdue by more counts as if it were overdue by this: a server that was off for days has not tried. */
const MOST_OVERDUE = `interval '1 hour'`;

/**
 * A look that failed. $1 to $4 as in settle_change_look, $5 fault, $6 message, $7 milliseconds until the next, $8 whether
 * this fault is waited for: the wait does not count then. $9 milliseconds within which a change must be opened, $10 those
 * within which one that is open must be seen again. Where the project's remote is no longer the one that it was requested
 * for, a change is not opened any more, and one that is open must be seen as soon as it would have to be opened.
 */
export const SETTLE_FAULT = statement({
  name: 'settle_change_fault',
  text: `with clock as materialized (select autopack_now() as now),
  tried as materialized (select c.state, case when c.failures = 0 then clock.now else c.tried_since + greatest(clock.now - c.next_at - ${MOST_OVERDUE}, interval '0') end
      + case when $8::boolean then $7::int else 0 end * interval '1 millisecond' as since,
    not exists (select from project_remote m where m.project_id = c.project_id and m.url = c.remote and m.forge = c.forge) as has_left
    from promotion_change c, clock where c.run_id = $1),
  judged as materialized (select t.since, case when t.state = 'REQUESTED' and t.has_left then true when $8::boolean then false
      else t.since < clock.now - case when t.state = 'REQUESTED' or t.has_left then $9::bigint else $10::bigint end * interval '1 millisecond' end as is_over
    from tried t, clock)
  update promotion_change c set failures = c.failures + 1, fault = $5, fault_message = $6, next_at = clock.now + $7::int * interval '1 millisecond', tried_since = j.since,
    state = case when j.is_over then 'GIVEN_UP' else c.state end, ended_at = case when j.is_over then clock.now else c.ended_at end,
    changed_at = case when j.is_over then clock.now else c.changed_at end
  from clock, judged j
  where ${STILL} returning c.run_id, c.state`,
});

export const lookedAtJson = (columns: LookedAt): string => JSON.stringify(PROMOTION_CHANGE.writer(LOOKED_AT)(columns));
