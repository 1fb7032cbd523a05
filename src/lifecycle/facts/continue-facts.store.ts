/**
 * What continuing a run reads (P11): the run with its rows, the runs that waited for it, the runs that continue them,
 * and which ids are free.
 */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../../database/database.js';
import { type JsonRow, phaseFromJson, runFromJson, tierFromJson } from '../../database/rows.js';
import { type ContinuedRun, rootOf, type RunPlace } from '../../domain/decisions/start/continue-run.js';
import { MOST_LINKED_RUNS } from '../../domain/decisions/start/start-linked.js';
import type { RunFacts } from '../../domain/model/facts.js';
import { linkedRunIds } from '../../domain/rules/plan/split-plan.js';
import { FactsStore, type SeenIds } from './facts.store.js';
import type { CommandKey } from './idempotency.js';

export interface SeenContinued extends SeenIds {
  /** The run, then those that waited for it; empty: there is no such run. */
  readonly line: readonly ContinuedRun[];
  /** The requested id, else the next one that is free. */
  readonly newRunId: string;
}

/** The newest run among those that continue `from`, directly or through others, and are live or succeeded. */
const heirOf = (from: string): string => `(with recursive heirs (run_id) as (
      ${from}
      union select n.run_id from heirs h join run n on n.continues_run_id = h.run_id)
    select jsonb_build_object('runId', n.run_id, 'state', n.state) from heirs h join run n on n.run_id = h.run_id
    where n.completed_at is null or n.state = 'DONE_SUCCESS' order by n.created_at desc, n.run_id desc limit 1)`;

/** $1 the run. */
const LINE = statement({
  name: 'continued_line',
  text: `with recursive line (run_id, place) as (
    select r.run_id, 0 from run r where r.run_id = $1
    union all
    select n.run_id, l.place + 1 from line l join run r on r.run_id = l.run_id
      join run n on n.run_id = r.next_run_id and n.previous_run_id = r.run_id where l.place < ${MOST_LINKED_RUNS})
  select row_to_json(r) as run,
    (select coalesce(json_agg(row_to_json(t) order by t.tier_index), '[]') from tier t where t.run_id = r.run_id) as tiers,
    (select coalesce(json_agg(row_to_json(p) order by p.phase_index), '[]') from phase p where p.run_id = r.run_id) as phases,
    (select jsonb_path_query_array(s.document::jsonb, '$.debtCleanup.phases[*].phaseId') from strategy s where s.run_id = r.run_id) as cleanup,
    ${heirOf('select c.run_id from run c where c.continues_run_id = r.run_id')} as heir,
    ${heirOf('select r.previous_run_id where r.previous_run_id is not null')} as forerunner
  from line l join run r on r.run_id = l.run_id order by l.place`,
});

/** $1 a run: it, and those that wait for it. */
const BEHIND = statement({
  name: 'runs_behind',
  text: `with recursive line (run_id, place) as (
    select $1::text, 0
    union all
    select r.next_run_id, l.place + 1 from line l join run r on r.run_id = l.run_id where r.next_run_id is not null and l.place < ${MOST_LINKED_RUNS})
  select row_to_json(r) as run from line l join run r on r.run_id = l.run_id order by l.place`,
});

interface LineRow {
  readonly [column: string]: unknown;
  readonly run: JsonRow;
  readonly tiers: readonly JsonRow[];
  readonly phases: readonly JsonRow[];
  readonly cleanup: readonly string[] | null;
  readonly heir: RunPlace | null;
  readonly forerunner: RunPlace | null;
}

/** The most numbers of further continuations that one statement checks. */
const AT_ONCE = 20;

@Injectable()
export class ContinueFactsStore {
  constructor(
    private readonly database: Database,
    private readonly facts: FactsStore,
  ) {}

  async seen(
    runId: string,
    requested: { readonly newRunId: string | null; readonly withFollowers: boolean },
    key: CommandKey | null,
  ): Promise<SeenContinued> {
    const rows = await this.database.read<LineRow>(LINE, [runId]);
    const line = rows.map(continuedFrom);
    const [first] = line;
    const size = requested.withFollowers ? Math.max(1, line.length) : 1;
    const projectId = first?.run.projectId ?? '';
    for (let number = 2; ; number += AT_ONCE) {
      const root = first ? rootOf(first.run) : runId;
      const wanted =
        requested.newRunId === null
          ? Array.from({ length: AT_ONCE }, (_, i) => `${root}-r${number + i}`)
          : [requested.newRunId];
      const ids = await this.facts.ids(
        wanted.flatMap((id) => linkedRunIds(id, size)),
        projectId,
        key,
      );
      const taken = new Set(ids.takenIds);
      const free = wanted.find((id) => linkedRunIds(id, size).every((each) => !taken.has(each)));
      const newRunId = requested.newRunId ?? free;
      if (newRunId !== undefined) return { ...ids, line, newRunId };
    }
  }

  /** The runs that a continuation made, as they are now. */
  async made(runId: string): Promise<RunFacts[]> {
    return (await this.database.read<{ run: JsonRow }>(BEHIND, [runId])).map(({ run }) => runFromJson(run));
  }
}

const continuedFrom = (row: LineRow): ContinuedRun => ({
  run: runFromJson(row.run),
  tiers: row.tiers.map(tierFromJson),
  phases: row.phases.map(phaseFromJson),
  cleanupPhaseIds: row.cleanup ?? [],
  heir: row.heir,
  forerunner: row.forerunner,
});
