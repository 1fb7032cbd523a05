/** The facts that explanations are made from (O6), of all runs of a list in one statement. */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import { type JsonRow, leaseFromJson, phaseFromJson, runFromJson } from '../database/rows.js';
import type { PushFault } from '../domain/model/remote.js';
import type { WorkerRole } from '../domain/model/vocabulary.js';
import type { ExplainedRun } from '../domain/rules/explain/explained-run.js';
import { type DispatchChange, dispatchStopped, type DrainFacts } from '../domain/rules/project/dispatch.js';
import { batchOf, first } from '../graphql/request/operation-context.js';
import { isThereFor } from '../lifecycle/claims/worker-presence.js';

/** $1 runs. */
const EXPLAINED = statement({
  name: 'explained_runs',
  text: `with present as materialized (
    select p.project_id, array(select roles.role from unnest(array['BUILDER', 'AUDITOR', 'CI']) as roles (role) where ${isThereFor('roles.role', 'p.project_id')}) as roles
    from (select distinct project_id from run where run_id = any($1::text[])) p)
  select r.run_id as "runId", row_to_json(r) as run, row_to_json(p) as head, row_to_json(l) as lease,
    b.state = 'LEASED' as "baseLeased", b.wait_until as "baseWaitUntil", t.expires_at as "baseLeaseUntil",
    s.dispatching, s.dispatch_change as "dispatchChange", row_to_json(d) as drain, present.roles as present,
    (select min(o.written_at) from run_outbox o where o.run_id = r.run_id) as "filesBehindSince",
    m.refs as "refsNotPushed", m.since as "notPushedSince", m.fault as "pushFault", autopack_now() as now
  from run r cross join (select draining, change from drain) d
    join project s on s.project_id = r.project_id join present on present.project_id = r.project_id
    left join phase p on p.run_id = r.run_id and p.phase_index = r.head_phase_index
    left join lease l on l.run_id = r.run_id
    left join commit_check b on b.run_id = r.run_id and b.kind = 'BASE' and b.state in ('DUE', 'LEASED')
    left join commit_check_try t on t.check_id = b.check_id and t.number = b.try_number and b.state = 'LEASED'
    cross join lateral (select count(*)::int as refs, min(f.wanted_at) as since, (array_agg(f.last_fault order by (f.state = 'CONFLICT') desc, f.wanted_at))[1] as fault
      from remote_ref f where f.run_id = r.run_id and f.state <> 'PUSHED' and f.last_fault is not null) as m
  where r.run_id = any($1::text[])`,
});

interface ExplainedRow {
  readonly [column: string]: unknown;
  readonly runId: string;
  readonly run: JsonRow;
  readonly head: JsonRow | null;
  readonly lease: JsonRow | null;
  readonly baseLeased: boolean | null;
  readonly baseWaitUntil: Date | null;
  readonly baseLeaseUntil: Date | null;
  readonly dispatching: boolean;
  readonly dispatchChange: DispatchChange | null;
  readonly drain: DrainFacts;
  readonly present: readonly WorkerRole[];
  readonly filesBehindSince: Date | null;
  readonly refsNotPushed: number;
  readonly notPushedSince: Date | null;
  readonly pushFault: PushFault | null;
  readonly now: Date;
}

@Injectable()
export class ExplainRepository {
  /** Facts of one moment; null: there is no such run. */
  readonly ofRun = batchOf<string, ExplainedRow, ExplainedRun | null>(
    (runId) => runId,
    (runIds) => this.database.read<ExplainedRow>(EXPLAINED, [runIds]),
    ({ runId }) => runId,
    (rows) => explainedRun(first(rows)),
  );

  constructor(private readonly database: Database) {}
}

function explainedRun(row: ExplainedRow | null): ExplainedRun | null {
  if (row === null) return null;
  const run = runFromJson(row.run);
  const { projectId } = run;
  return {
    run,
    head: row.head && phaseFromJson(row.head),
    lease: row.lease && leaseFromJson(row.lease),
    baseCheckUntil: row.baseLeased ? (row.baseLeaseUntil ?? row.baseWaitUntil) : null,
    baseCheckWaitUntil: row.baseWaitUntil,
    stopped: dispatchStopped(
      { projectId, dispatching: row.dispatching, dispatchChange: row.dispatchChange },
      row.drain,
    ),
    present: new Set(row.present),
    filesBehindSince: row.filesBehindSince,
    notPushed: notPushed(row),
    now: row.now,
  };
}

const notPushed = ({ refsNotPushed: refs, notPushedSince: since, pushFault: fault }: ExplainedRow) =>
  since === null || fault === null ? null : { refs, since, fault };
