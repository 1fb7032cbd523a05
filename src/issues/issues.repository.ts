/** Reads of the issues of runs. */
import { Injectable } from '@nestjs/common';

import { Database, type Statement, statement } from '../database/database.js';
import { type JsonRow, phaseIssueFromJson } from '../database/rows.js';
import type { PhaseIssue } from '../domain/model/issue.js';
import { all, batchOf } from '../graphql/request/operation-context.js';
import type { PhaseKey } from '../phases/phases.repository.js';

/** An issue with the place of its phase in the plan. */
export type PlacedIssue = PhaseIssue & { readonly phaseIndex: number; readonly tierIndex: number };

interface PlacedRow {
  readonly [column: string]: unknown;
  readonly issue: JsonRow;
  readonly phase_index: number;
  readonly tier_index: number;
}

const PLACED = `select to_jsonb(i) as issue, p.phase_index, t.tier_index from phase_issue i
  join phase p on p.run_id = i.run_id and p.phase_id = i.phase_id
  join tier t on t.run_id = p.run_id and t.tier_id = p.tier_id`;

/** $1 runs. */
const OF_RUNS = statement({
  name: 'issues_of_runs',
  text: `${PLACED} where i.run_id = any($1::text[]) order by p.phase_index, i.issue_key`,
});
/** $1 runs and $2 phases, pair by pair. */
const OF_PHASES = statement({
  name: 'issues_of_phases',
  text: `${PLACED} where (i.run_id, i.phase_id) in (select * from unnest($1::text[], $2::text[])) order by i.issue_key`,
});

@Injectable()
export class IssuesRepository {
  /** The issues of a run, in plan order and by key. */
  readonly ofRun = batchOf<string, PlacedIssue, readonly PlacedIssue[]>(
    (runId) => runId,
    (runIds) => this.read(OF_RUNS, [runIds]),
    (issue) => issue.runId,
    all,
  );
  /** The issues of a phase, by key. */
  readonly ofPhase = batchOf<PhaseKey, PlacedIssue, readonly PlacedIssue[]>(
    ({ runId, phaseId }) => `${runId}/${phaseId}`,
    (keys) => this.read(OF_PHASES, [keys.map(({ runId }) => runId), keys.map(({ phaseId }) => phaseId)]),
    ({ runId, phaseId }) => `${runId}/${phaseId}`,
    all,
  );

  constructor(private readonly database: Database) {}

  private async read(statement: Statement, values: readonly unknown[]): Promise<PlacedIssue[]> {
    const rows = await this.database.read<PlacedRow>(statement, values);
    return rows.map((row) => ({
      ...phaseIssueFromJson(row.issue),
      phaseIndex: row.phase_index,
      tierIndex: row.tier_index,
    }));
  }
}
