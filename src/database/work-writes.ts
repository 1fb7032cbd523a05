/**
 * The write of a command about work: with the run's change also its lease, attempts, tries, snapshot, bodies' proofs, recorded issues and what a
 * completing phase closes, in one statement (C6). Rows that the command itself writes are left alone by what follows from others.
 */
import type { IssueClosing } from '../domain/command/change.js';
import { isRunTerminal } from '../domain/run/run-state.js';
import type { AttemptArtefact } from '../domain/work/attempt.js';
import type { WorkChange } from '../domain/work/work-change.js';
import { change, changeValues, json, PROJECT_NOTED, type RecordRow } from './change-parts.js';
import { statement } from './database.js';
import { issueValues, recordedRows, seenEntries, type IssueParameters } from './issue-parts.js';
import { ARTEFACT, ATTEMPT, CI_TRY, LATE_RESULT, LEASE, SNAPSHOT } from './rows.js';
import { assign } from './table.js';

const ISSUES: IssueParameters = { issues: '$10', entries: '$11', sightings: '$12', project: '$13' };
const SAME_ATTEMPT = `exists (select from ${ATTEMPT.recordset({ rows: '$19' }, 'w', ['phase_id', 'number'])} where w.phase_id = a.phase_id and w.number = a.number)`;

/**
 * $10 to $13 recorded issues and the project, $14 how many backlog entries were known, $15 to $17 what closes (phase, round, resolved keys), $18 lease,
 * $19 attempts, $20 artefacts, $21 tries, $22 snapshots, $23 the project's files show something else. $1 to $9 as in commit_change.
 */
export const COMMIT_WORK = statement({
  name: 'commit_work',
  text: `with ${seenEntries(ISSUES)}, cleaned as materialized (
    select b.project_id, b.issue_key from backlog_entry b
    where b.project_id = $13 and b.issue_key = any($17::text[]) and b.resolved_at is null order by b.issue_key for update
  ), ${change(' and (select count(*) from seen_entries) = $14::int and (select count(*) from cleaned) >= 0', SAME_ATTEMPT)},
  ${recordedRows(ISSUES)},
  closed as (update phase_issue i set open = false from changed_run c
    where i.run_id = c.run_id and i.phase_id = $15 and i.open and i.reported_attempt <> $16::int
      and not exists (select from jsonb_to_recordset($10::jsonb) as n (issue_key text) where n.issue_key = i.issue_key)),
  resolved as (update backlog_entry b set resolved_at = c.changed_at, version = b.version + 1 from cleaned k, changed_run c
    where b.project_id = k.project_id and b.issue_key = k.issue_key),
  succeeded as (insert into successful_run (run_id, project_id, ended_at)
    select run_id, project_id, completed_at from changed_run where state = 'DONE_SUCCESS'),
  project_noted as (${PROJECT_NOTED} where $23::boolean),
  leased as (${LEASE.insert({ rows: '$18', one: true, besides: 'changed_run c' })}
    where $18::jsonb is not null and c.completed_at is null
    on conflict on constraint pk_lease do update set ${assign(LEASE.changing, 'excluded')}),
  attempts as (${ATTEMPT.insert({ rows: '$19', besides: 'changed_run' })}
    on conflict on constraint pk_attempt do update set ${assign(ATTEMPT.changing, 'excluded')}),
  artefacts as (${ARTEFACT.insert({ rows: '$20', besides: 'changed_run' })}
    on conflict on constraint pk_attempt_artefact do nothing),
  tries as (${CI_TRY.insert({ rows: '$21', besides: 'changed_run' })}),
  snapshots as (${SNAPSHOT.insert({ rows: '$22', besides: 'changed_run' })})
  select version from changed_run`,
});

export function commitWorkValues(change: WorkChange, artefacts: readonly AttemptArtefact[], writeId: string, record: RecordRow): unknown[] {
  const { issues, run, lease } = change;
  const { phaseId, attempt, resolvedKeys }: IssueClosing = change.closing ?? { phaseId: '', attempt: 0, resolvedKeys: [] };
  return [
    ...changeValues(change, writeId, record),
    ...issueValues(change),
    ...[phaseId, attempt, resolvedKeys],
    lease && json(LEASE.toJson(lease)),
    ...[ATTEMPT.json(change.attempts), ARTEFACT.json(artefacts), CI_TRY.json(change.tries), SNAPSHOT.json(change.snapshots)],
    issues.length > 0 || change.closing !== undefined || isRunTerminal(run.state),
  ];
}

/**
 * Renews leases, many at a time (W6): without new tokens a heartbeat touches nothing but its lease. $1 tokens, $2 running totals; answers
 * what lives.
 */
export const RENEW_LEASES = statement({
  name: 'renew_leases',
  text: `with clock as materialized (select autopack_now() as now),
  asked as (select distinct on (token) token, told from unnest($1::text[], $2::bigint[]) as a (token, told) order by token, told desc nulls last),
  renewed as (update lease l set expires_at = least(clock.now + make_interval(secs => l.expiry_seconds), l.hard_deadline_at), beaten = true,
      tokens_told = greatest(l.tokens_told, asked.told)
    from asked, clock where l.token = asked.token and l.expires_at > clock.now and l.hard_deadline_at > clock.now
      and (asked.told is null or asked.told <= coalesce(l.tokens_told, 0))
    returning l.*)
  select to_jsonb(l) as lease, to_jsonb(r) as run, to_jsonb(t) as tier, to_jsonb(p) as phase, clock.now from renewed l, clock, run r, phase p, tier t
  where r.run_id = l.run_id and p.run_id = l.run_id and p.phase_id = l.phase_id and t.run_id = l.run_id and t.tier_id = p.tier_id`,
});

/** Keeps a result that came too late (W4), once for its content. $1 the row, $2 its artefacts. */
export const KEEP_LATE_RESULT = statement({
  name: 'keep_late_result',
  text: `with kept as (${LATE_RESULT.insert({ rows: '$1', one: true })}
    where exists (select from run r where r.run_id = n.run_id) on conflict on constraint pk_late_result do nothing returning run_id)
  ${ARTEFACT.insert({ rows: '$2', besides: 'kept' })}
    on conflict on constraint pk_attempt_artefact do nothing`,
});
