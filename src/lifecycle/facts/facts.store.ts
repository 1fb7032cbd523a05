/**
 * What decisions read: one statement for each command's facts, with the database's clock and what is remembered under
 * the caller's key. The number of rows read does not grow with the run.
 */
import { Injectable } from '@nestjs/common';

import { Database, type Statement, statement } from '../../database/database.js';
import { GroupedRead } from '../../database/grouped-read.js';
import { closingOfPhase, hasClosing, resolvedKeysOfPhase } from '../../database/issue-sql.js';
import { type JsonRow, partFromJson, phaseFromJson, runFromJson, tierFromJson } from '../../database/rows.js';
import type { OpenRows } from '../../domain/decisions/change/decision.js';
import type { ClosingFacts } from '../../domain/decisions/change/phase-step.js';
import type { PhaseFacts, RunFacts, TierFacts } from '../../domain/model/facts.js';
import { runKey } from '../../domain/model/identity.js';
import type { RunState } from '../../domain/model/run-state.js';
import type { CommandKey } from './idempotency.js';
import {
  type AnsweredRow,
  eachOf,
  factsOfEach,
  keyValues,
  REMEMBERED,
  rememberedFrom,
} from './requested-facts.statements.js';
import type { Seen } from './seen.js';

export interface SeenIds extends Seen {
  /** Those of the ids that were used before; case does not matter. */
  readonly takenIds: readonly string[];
  /** The newest ruleset of the project: 0 if it has none; null if there is no such project. */
  readonly rulesetVersion: number | null;
  readonly repository: ProjectRepository | null;
}

/** The repository of a project; null: it has none (G6). */
export interface ProjectRepository {
  readonly path: string;
  readonly defaultBranch: string | null;
}

type HeadFacts = Pick<PhaseFacts, 'phaseId' | 'phaseIndex' | 'state'>;

export interface SeenPhase extends Seen {
  readonly phase: PhaseFacts | null;
  readonly tier: TierFacts | null;
  readonly head: HeadFacts | null;
  readonly behindHeadIndex: number | null;
  readonly closing: ClosingFacts | null;
}

/** The parts of a manual transition's input that its facts depend on. */
export interface TransitionReads {
  /** A terminal state: the head of the run may move on. */
  readonly endsPhase: boolean;
  /** COMPLETE: issues close. */
  readonly completes: boolean;
}

export interface SeenDraft extends Seen {
  /** 0: the project has none. */
  readonly rulesetVersion: number;
  readonly tier: TierFacts | null;
  readonly phase: PhaseFacts | null;
  readonly takenPhaseIds: readonly string[];
  readonly tierIncidentTokens: number;
  /** The index after that of the tier's last phase. */
  readonly endOfTierIndex: number;
}

export interface SeenWholeDraft extends Seen {
  readonly tiers: readonly TierFacts[];
  readonly phases: readonly PhaseFacts[];
  readonly rulesetVersion: number;
  readonly repository: ProjectRepository | null;
}

export interface SeenWaiting extends Seen {
  /** Null: there is no such run any more. */
  readonly predecessorState: RunState | null;
  readonly predecessorHead: string | null;
}

type FactsRow = AnsweredRow &
  Record<'run' | 'phase' | 'tier' | 'head', JsonRow | null> & {
    taken_ids: string[];
    ruleset_version: number | null;
    closing: Omit<ClosingFacts, 'resolvedKeys'> | null;
    resolved_keys: string[] | null;
    behind_head_index: number | null;
    taken_phase_ids: string[];
    tier_incident_tokens: string;
    end_of_tier_index: number;
    tiers: JsonRow[];
    phases: JsonRow[];
    predecessor_state: RunState | null;
    predecessor_head: string | null;
    repository: ProjectRepository | null;
  };

/** $1 mutations, $2 keys, $3 runs. */
const RUN_FACTS = statement({
  name: 'run_facts',
  text: factsOfEach(eachOf({ mutation: 'text', key: 'text', run_id: 'text' }), {
    columns: 'row_to_json(r) as run',
    joins: 'left join run r on r.run_id = requested.run_id',
  }),
});

/**
 * Includes the run that is recorded under the key: a repeated start answers with it. $1 keys of run ids, $2 and $3
 * mutation and key, $4 project.
 */
const START_FACTS = statement({
  name: 'start_facts',
  text: `select autopack_now() as now, row_to_json(k) as remembered, row_to_json(r) as run,
    array(select i.run_key from run_id i where i.run_key = any($1::text[])) as taken_ids,
    (select p.ruleset_version from project p where p.project_id = $4) as ruleset_version,
    (select jsonb_build_object('path', p.repository_path, 'defaultBranch', p.default_branch) from project p
      where p.project_id = $4 and p.repository_path is not null) as repository
  from (select $2::text as mutation, $3::text as key) requested
  left join idempotency_record k on k.mutation = requested.mutation and k.key = requested.key
  left join run r on r.run_id = k.run_id`,
});

/** $1 mutations, $2 keys, $3 runs, $4 phases, $5 they are to end, $6 they are to be COMPLETE. */
export const TRANSITION_FACTS = statement({
  name: 'transition_facts',
  text: factsOfEach(
    eachOf({ mutation: 'text', key: 'text', run_id: 'text', phase_id: 'text', ends: 'boolean', completes: 'boolean' }),
    {
      columns: `row_to_json(r) as run, row_to_json(p) as phase, row_to_json(t) as tier,
    case when h.run_id is not null then jsonb_build_object('phase_id', h.phase_id, 'phase_index', h.phase_index, 'state', h.state) end as head,
    case when requested.ends and p.phase_index = r.head_phase_index then (
      select b.phase_index from phase b where b.run_id = r.run_id and b.phase_index > r.head_phase_index and b.state = 'QUEUED'
      order by b.phase_index limit 1) end as behind_head_index,
    case when requested.completes and ${hasClosing('p')} then ${closingOfPhase('p')} end as closing,
    case when requested.completes then ${resolvedKeysOfPhase('p', 'r')} end as resolved_keys`,
      joins: `left join run r on r.run_id = requested.run_id
  left join phase p on p.run_id = r.run_id and p.phase_id = requested.phase_id
  left join tier t on t.run_id = p.run_id and t.tier_id = p.tier_id
  left join phase h on h.run_id = r.run_id and h.phase_index = r.head_phase_index`,
    },
  ),
});

/** $1 run, $2 tier, $3 phases that are to be added, $4 and $5 mutation and key. */
const DRAFT_FACTS = statement({
  name: 'draft_facts',
  text: `select autopack_now() as now, ${REMEMBERED('$4', '$5')}, row_to_json(r) as run, row_to_json(t) as tier,
    (select row_to_json(p) from phase p where p.run_id = r.run_id and p.phase_id = ($3::text[])[1]) as phase,
    array(select p.phase_id from phase p where p.run_id = r.run_id and p.phase_id = any($3::text[])) as taken_phase_ids,
    (select coalesce(sum(p.incident_token_cap), 0) from phase p where p.run_id = t.run_id and p.tier_id = t.tier_id) as tier_incident_tokens,
    (select coalesce(sum(b.phase_count), 0)::int from tier b where b.run_id = t.run_id and b.tier_index <= t.tier_index) as end_of_tier_index,
    (select p.ruleset_version from project p where p.project_id = r.project_id) as ruleset_version
  from (select $1::text as run_id) requested
  left join run r on r.run_id = requested.run_id
  left join tier t on t.run_id = r.run_id and t.tier_id = $2`,
});

/** $1 run, $2 and $3 mutation and key. */
const WHOLE_DRAFT = statement({
  name: 'whole_draft',
  text: `select autopack_now() as now, ${REMEMBERED('$2', '$3')}, row_to_json(r) as run,
    (select p.ruleset_version from project p where p.project_id = r.project_id) as ruleset_version,
    (select jsonb_build_object('path', p.repository_path, 'defaultBranch', p.default_branch) from project p
      where p.project_id = r.project_id and p.repository_path is not null) as repository,
    (select coalesce(json_agg(row_to_json(t) order by t.tier_index), '[]') from tier t
      where t.run_id = r.run_id and r.state = 'PLAN_BOOTSTRAP') as tiers,
    (select coalesce(json_agg(row_to_json(p) order by p.phase_index), '[]') from phase p
      where p.run_id = r.run_id and r.state = 'PLAN_BOOTSTRAP') as phases
  from (select $1::text as run_id) requested left join run r on r.run_id = requested.run_id`,
});

/** $1 run. */
const WAITING = statement({
  name: 'waiting_run',
  text: `select autopack_now() as now, null as remembered, row_to_json(r) as run, p.state as predecessor_state, p.head_commit as predecessor_head
  from (select $1::text as run_id) requested
  left join run r on r.run_id = requested.run_id
  left join run p on p.run_id = r.previous_run_id`,
});

/** $1 runs. */
const CHAIN = statement({
  name: 'chain_of_runs',
  text: `select row_to_json(r) as run from unnest($1::text[]) with ordinality as linked (run_id, place)
    join run r on r.run_id = linked.run_id and (linked.place = 1 or r.previous_run_id is not null) order by linked.place`,
});

/** $1 run. */
const OPEN_ROWS = statement({
  name: 'open_rows',
  text: `select
    (select coalesce(json_agg(row_to_json(p) order by p.phase_index), '[]') from phase p where p.run_id = $1 and p.completed_at is null) as phases,
    (select coalesce(json_agg(row_to_json(t) order by t.tier_index), '[]') from tier t where t.run_id = $1 and t.completed_at is null) as tiers`,
});

@Injectable()
export class FactsStore {
  private readonly runs: GroupedRead<FactsRow>;
  private readonly manualTransitions: GroupedRead<FactsRow>;

  constructor(private readonly database: Database) {
    this.runs = new GroupedRead(database, RUN_FACTS);
    this.manualTransitions = new GroupedRead(database, TRANSITION_FACTS);
  }

  async run(runId: string | null, key: CommandKey | null): Promise<Seen> {
    return seen(await this.runs.ask([...keyValues(key), runId]));
  }

  /** For new runs: are their ids free, which policy holds, and what did a start with this key answer? */
  async ids(runIds: readonly string[], projectId: string, key: CommandKey | null): Promise<SeenIds> {
    const row = await this.one(START_FACTS, [runIds.map(runKey), ...keyValues(key), projectId]);
    const taken = new Set(row.taken_ids);
    return {
      ...seen(row),
      takenIds: runIds.filter((runId) => taken.has(runKey(runId))),
      rulesetVersion: row.ruleset_version,
      repository: row.repository,
    };
  }

  async phase(runId: string, phaseId: string, reads: TransitionReads, key: CommandKey | null): Promise<SeenPhase> {
    const row = await this.manualTransitions.ask([...keyValues(key), runId, phaseId, reads.endsPhase, reads.completes]);
    return {
      closing: closingOf(row),
      ...seen(row),
      phase: row.phase && phaseFromJson(row.phase),
      tier: row.tier && tierFromJson(row.tier),
      head: row.head && partFromJson<HeadFacts>(row.head),
      behindHeadIndex: row.behind_head_index,
    };
  }

  async draft(runId: string, tierId: string, phaseIds: readonly string[], key: CommandKey | null): Promise<SeenDraft> {
    const row = await this.one(DRAFT_FACTS, [runId, tierId, phaseIds, ...keyValues(key)]);
    return {
      ...seen(row),
      tier: row.tier && tierFromJson(row.tier),
      phase: row.phase && phaseFromJson(row.phase),
      takenPhaseIds: row.taken_phase_ids,
      tierIncidentTokens: Number(row.tier_incident_tokens),
      endOfTierIndex: row.end_of_tier_index,
      rulesetVersion: row.ruleset_version ?? 0,
    };
  }

  /** A draft with all its rows, to be sealed. */
  async wholeDraft(runId: string, key: CommandKey | null): Promise<SeenWholeDraft> {
    const row = await this.one(WHOLE_DRAFT, [runId, ...keyValues(key)]);
    return {
      ...seen(row),
      tiers: row.tiers.map(tierFromJson),
      phases: row.phases.map(phaseFromJson),
      rulesetVersion: row.ruleset_version ?? 0,
      repository: row.repository,
    };
  }

  /** A run with the state of the one that it waits for. */
  async waiting(runId: string): Promise<SeenWaiting> {
    const row = await this.one(WAITING, [runId]);
    return { ...seen(row), predecessorState: row.predecessor_state, predecessorHead: row.predecessor_head };
  }

  /**
   * The runs that a plan became, in their order, as far as they still exist: a run, and those whose ids are derived
   * from its id (P10).
   */
  async chain(runIds: readonly string[]): Promise<RunFacts[]> {
    const rows = await this.database.read<{ run: JsonRow }>(CHAIN, [runIds]);
    return rows.map(({ run }) => runFromJson(run));
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

function seen(row: FactsRow): Seen {
  return { now: row.now, remembered: rememberedFrom(row.remembered), run: row.run && runFromJson(row.run) };
}

/** Null when the phase does not complete, or has neither issues of its own nor aged ones to clean up. */
const closingOf = ({ closing, resolved_keys }: FactsRow): ClosingFacts | null =>
  closing && { ...closing, resolvedKeys: resolved_keys ?? [] };
