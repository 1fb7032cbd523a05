/**
 * What decisions read: one statement for each command's facts, with the database's clock and what is remembered under the caller's
 * key. The number of rows read does not grow with the run.
 */
import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../database/database.js';
import { phaseFromJson, runFromJson, tierFromJson, type JsonRow } from '../database/rows.js';
import type { OpenRows } from '../domain/command/decision.js';
import type { PhaseFacts, RunFacts, TierFacts } from '../domain/run/facts.js';
import { runKey } from '../domain/shared/identity.js';
import type { Refusal } from '../domain/shared/refusal.js';
import type { CommandKey } from './idempotency.js';

/** What a command answered before under the same key (W5). */
export interface Remembered {
  readonly inputHash: string;
  readonly runId: string | null;
  readonly errors: readonly Refusal[];
}

/** Facts as they stood when the statement ran; `run` is null if there is none. */
export interface Seen {
  readonly now: Date;
  readonly remembered: Remembered | null;
  readonly run: RunFacts | null;
}

export interface SeenId extends Seen {
  /** The id was given out before, in whatever case. */
  readonly taken: boolean;
}

export interface SeenPhase extends Seen {
  readonly phase: PhaseFacts | null;
  readonly tier: TierFacts | null;
  readonly head: Pick<PhaseFacts, 'phaseId' | 'phaseIndex' | 'state'> | null;
  readonly behindHeadIndex: number | null;
}

export interface SeenDraft extends Seen {
  readonly tier: TierFacts | null;
  readonly phase: PhaseFacts | null;
  readonly takenPhaseIds: readonly string[];
  readonly emptyTierIds: readonly string[];
  readonly tierIncidentTokens: number;
  /** Index behind the last phase of the tier. */
  readonly endOfTierIndex: number;
}

type FactsRow = Record<'remembered' | 'run' | 'phase' | 'tier' | 'head', JsonRow | null> & {
  now: Date;
  taken: boolean;
  behind_head_index: number | null;
  taken_phase_ids: string[];
  empty_tier_ids: string[];
  tier_incident_tokens: string;
  end_of_tier_index: number;
};

const REMEMBERED = (mutation: string, key: string) =>
  `(select to_jsonb(k) from idempotency_record k where k.mutation = ${mutation} and k.key = ${key}) as remembered`;

const RUN_FACTS: Statement = {
  name: 'run_facts',
  text: `select autopack_now() as now, ${REMEMBERED('$2', '$3')}, to_jsonb(r) as run
  from (select $1::text as run_id) asked left join run r on r.run_id = asked.run_id`,
};

/** The run that is remembered under the key comes along: a repeated start answers with it. */
const START_FACTS: Statement = {
  name: 'start_facts',
  text: `select autopack_now() as now, to_jsonb(k) as remembered, to_jsonb(r) as run,
    exists (select from run_id i where i.run_key = $1) as taken
  from (select $2::text as mutation, $3::text as key) asked
  left join idempotency_record k on k.mutation = asked.mutation and k.key = asked.key
  left join run r on r.run_id = k.run_id`,
};

export const LEVER_FACTS: Statement = {
  name: 'lever_facts',
  text: `select autopack_now() as now, ${REMEMBERED('$4', '$5')}, to_jsonb(r) as run, to_jsonb(p) as phase, to_jsonb(t) as tier,
    case when h.run_id is not null then jsonb_build_object('phase_id', h.phase_id, 'phase_index', h.phase_index, 'state', h.state) end as head,
    case when $3::boolean and p.phase_index = r.head_phase_index then (
      select b.phase_index from phase b where b.run_id = r.run_id and b.phase_index > r.head_phase_index and b.state = 'QUEUED'
      order by b.phase_index limit 1) end as behind_head_index
  from (select $1::text as run_id) asked
  left join run r on r.run_id = asked.run_id
  left join phase p on p.run_id = r.run_id and p.phase_id = $2
  left join tier t on t.run_id = p.run_id and t.tier_id = p.tier_id
  left join phase h on h.run_id = r.run_id and h.phase_index = r.head_phase_index`,
};

const DRAFT_FACTS: Statement = {
  name: 'draft_facts',
  text: `select autopack_now() as now, ${REMEMBERED('$4', '$5')}, to_jsonb(r) as run, to_jsonb(t) as tier,
    (select to_jsonb(p) from phase p where p.run_id = r.run_id and p.phase_id = ($3::text[])[1]) as phase,
    array(select p.phase_id from phase p where p.run_id = r.run_id and p.phase_id = any($3::text[])) as taken_phase_ids,
    array(select e.tier_id from tier e where e.run_id = r.run_id and e.phase_count = 0 order by e.tier_index) as empty_tier_ids,
    (select coalesce(sum(p.incident_token_cap), 0) from phase p where p.run_id = t.run_id and p.tier_id = t.tier_id) as tier_incident_tokens,
    (select coalesce(sum(b.phase_count), 0)::int from tier b where b.run_id = t.run_id and b.tier_index <= t.tier_index) as end_of_tier_index
  from (select $1::text as run_id) asked
  left join run r on r.run_id = asked.run_id
  left join tier t on t.run_id = r.run_id and t.tier_id = $2`,
};

const OPEN_ROWS: Statement = {
  name: 'open_rows',
  text: `select
    (select coalesce(jsonb_agg(to_jsonb(p) order by p.phase_index), '[]') from phase p where p.run_id = $1 and p.completed_at is null) as phases,
    (select coalesce(jsonb_agg(to_jsonb(t) order by t.tier_index), '[]') from tier t where t.run_id = $1 and t.completed_at is null) as tiers`,
};

@Injectable()
export class FactsStore {
  constructor(private readonly database: Database) {}

  async run(runId: string | null, key: CommandKey | null): Promise<Seen> {
    return seen(await this.one(RUN_FACTS, [runId, ...keyValues(key)]));
  }

  /** For a new run: is its id free, and what did a start with this key answer? */
  async id(runId: string, key: CommandKey | null): Promise<SeenId> {
    const row = await this.one(START_FACTS, [runKey(runId), ...keyValues(key)]);
    return { ...seen(row), taken: row.taken };
  }

  /** `endsPhase`: the command asks for a terminal state, so that the head of the run may move on. */
  async phase(runId: string, phaseId: string, endsPhase: boolean, key: CommandKey | null): Promise<SeenPhase> {
    const row = await this.one(LEVER_FACTS, [runId, phaseId, endsPhase, ...keyValues(key)]);
    return {
      ...seen(row),
      phase: row.phase && phaseFromJson(row.phase),
      tier: row.tier && tierFromJson(row.tier),
      head: row.head && phaseFromJson(row.head),
      behindHeadIndex: row.behind_head_index,
    };
  }

  async draft(runId: string, tierId: string | null, phaseIds: readonly string[], key: CommandKey | null): Promise<SeenDraft> {
    const row = await this.one(DRAFT_FACTS, [runId, tierId, phaseIds, ...keyValues(key)]);
    return {
      ...seen(row),
      tier: row.tier && tierFromJson(row.tier),
      phase: row.phase && phaseFromJson(row.phase),
      takenPhaseIds: row.taken_phase_ids,
      emptyTierIds: row.empty_tier_ids,
      tierIncidentTokens: Number(row.tier_incident_tokens),
      endOfTierIndex: row.end_of_tier_index,
    };
  }

  /** Everything of a run that has not ended; read only when the run ends as failed. */
  async open(runId: string): Promise<OpenRows> {
    const [row] = await this.database.read<{ phases: JsonRow[]; tiers: JsonRow[] }>(OPEN_ROWS, [runId]);
    return { phases: row!.phases.map(phaseFromJson), tiers: row!.tiers.map(tierFromJson) };
  }

  private async one(statement: Statement, values: readonly unknown[]): Promise<FactsRow> {
    const [row] = await this.database.read<FactsRow>(statement, values);
    return row!;
  }
}

const keyValues = (key: CommandKey | null) => [key?.mutation ?? null, key?.key ?? null];

function seen(row: FactsRow): Seen {
  const remembered = row.remembered && {
    inputHash: row.remembered.input_hash as string,
    runId: row.remembered.run_id as string | null,
    errors: row.remembered.errors as Refusal[],
  };
  return { now: row.now, remembered, run: row.run && runFromJson(row.run) };
}
