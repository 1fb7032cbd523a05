/** Reads of phases. */
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type SelectQueryBuilder } from 'typeorm';

import { Database, statement } from '../database/database.js';
import { PhaseEntity } from '../database/entities/phase.entity.js';
import { closingOfPhase } from '../database/issue-sql.js';
import { readRows, rowOf } from '../database/read-rows.js';
import { type JsonRow, PHASE, phaseFromJson, runFromJson, tierFromJson } from '../database/rows.js';
import type { ClosingFacts } from '../domain/decisions/change/phase-step.js';
import type { PhaseFacts, RunFacts, TierFacts } from '../domain/model/facts.js';
import { decodeCursor, encodeCursor } from '../graphql/paging/cursor.js';
import { all, batchOf, first } from '../graphql/request/operation-context.js';
import type { TierKey } from '../tiers/tiers.repository.js';
import type { PhaseFilter as RequestedFilter } from './phase.inputs.js';

/** Facts of one moment. */
export interface RunAndHead {
  readonly run: RunFacts;
  /** The first phase that has not ended, and its tier; null where none is left. */
  readonly head: PhaseFacts | null;
  readonly tier: TierFacts | null;
  /** What completing the head would do to its issues (Q8): read for a safety critical run only (B4). */
  readonly closing: ClosingFacts | null;
}

export interface PhaseKey {
  readonly runId: string;
  readonly phaseId: string;
}

/** What is asked for, within the projects that the caller reaches; null: all (A2). */
export type PhaseFilter = RequestedFilter & { readonly projectIds?: readonly string[] | null };

/** A phase in the list over runs, with the sort key of its run. */
export interface ListedPhase {
  readonly phase: PhaseFacts;
  readonly runCreatedAt: Date;
}

/** $1 runs. */
const OF_RUNS = statement({
  name: 'phases_of_runs',
  text: `select ${rowOf('p')} from phase p where p.run_id = any($1::text[]) order by p.run_id, p.phase_index`,
});
/** $1 runs and $2 tiers, pair by pair. */
const OF_TIERS = statement({
  name: 'phases_of_tiers',
  text: `select ${rowOf('p')} from phase p where (p.run_id, p.tier_id) in (select * from unnest($1::text[], $2::text[])) order by p.phase_index`,
});
/** $1 runs and $2 phases, pair by pair. */
const BY_KEY = statement({
  name: 'phases_by_key',
  text: `select ${rowOf('p')} from phase p where (p.run_id, p.phase_id) in (select * from unnest($1::text[], $2::text[]))`,
});
/** $1 runs. */
const HEADS = statement({
  name: 'heads_of_runs',
  text: `select ${rowOf('p')} from run r join phase p on p.run_id = r.run_id and p.phase_index = r.head_phase_index where r.run_id = any($1::text[])`,
});
/** $1 runs. */
const RUNS_AND_HEADS = statement({
  name: 'runs_and_heads',
  text: `select row_to_json(r) as run, row_to_json(p) as head, row_to_json(t) as tier,
    case when r.safety_profile = 'SAFETY_CRITICAL' and p.state = 'CI_RUNNING' and p.issues_version > 0 then ${closingOfPhase('p')} end as closing
  from run r left join phase p on p.run_id = r.run_id and p.phase_index = r.head_phase_index
    left join tier t on t.run_id = p.run_id and t.tier_id = p.tier_id
  where r.run_id = any($1::text[])`,
});

interface RunAndHeadRow {
  readonly [column: string]: unknown;
  readonly run: JsonRow;
  readonly head: JsonRow | null;
  readonly tier: JsonRow | null;
  readonly closing: Omit<ClosingFacts, 'resolvedKeys'> | null;
}

const LIST = 'phases';
const phaseName = ({ runId, phaseId }: PhaseKey) => `${runId}/${phaseId}`;
const tierName = ({ runId, tierId }: TierKey) => `${runId}/${tierId}`;

@Injectable()
export class PhasesRepository {
  /** The phases of a run, in plan order. */
  readonly ofRun = batchOf<string, PhaseFacts, readonly PhaseFacts[]>(
    (runId) => runId,
    (runIds) => readRows(this.database, PHASE, OF_RUNS, [runIds]),
    (phase) => phase.runId,
    all,
  );
  /** The phases of a tier, in plan order. */
  readonly ofTier = batchOf<TierKey, PhaseFacts, readonly PhaseFacts[]>(
    tierName,
    (keys) =>
      readRows(this.database, PHASE, OF_TIERS, [keys.map(({ runId }) => runId), keys.map(({ tierId }) => tierId)]),
    tierName,
    all,
  );
  /** A phase by its key; null where there is none. */
  readonly byKey = batchOf<PhaseKey, PhaseFacts, PhaseFacts | null>(
    phaseName,
    (keys) =>
      readRows(this.database, PHASE, BY_KEY, [keys.map(({ runId }) => runId), keys.map(({ phaseId }) => phaseId)]),
    phaseName,
    first,
  );
  /** The head of a run: its first phase that has not ended; null where none is left. */
  readonly headOfRun = batchOf<string, PhaseFacts, PhaseFacts | null>(
    (runId) => runId,
    (runIds) => readRows(this.database, PHASE, HEADS, [runIds]),
    (phase) => phase.runId,
    first,
  );

  /**
   * A run with its head and the tier of that, at one instant: read one after the other they can be of different
   * versions, which no state machine allows.
   */
  readonly runAndHead = batchOf<string, RunAndHead, RunAndHead | null>(
    (runId) => runId,
    async (runIds) => {
      const rows = await this.database.read<RunAndHeadRow>(RUNS_AND_HEADS, [runIds]);
      return rows.map(({ run, head, tier, closing }) => ({
        run: runFromJson(run),
        head: head && phaseFromJson(head),
        tier: tier && tierFromJson(tier),
        closing: closing && { ...closing, resolvedKeys: [] },
      }));
    },
    ({ run }) => run.runId,
    first,
  );

  constructor(
    @InjectRepository(PhaseEntity) private readonly phases: Repository<PhaseEntity>,
    private readonly database: Database,
  ) {}

  /** A page of phases: newest run first, then in plan order; one row to spare. */
  async page(filter: PhaseFilter, size: number, after: string | null): Promise<ListedPhase[]> {
    const query = this.filtered(filter)
      .addSelect('run.created_at', 'run_created_at')
      .orderBy('run.created_at', 'DESC')
      .addOrderBy('phase.run_id', 'DESC')
      .addOrderBy('phase.phase_index', 'ASC')
      .limit(size + 1);
    if (after !== null) {
      const [at, runId, index] = decodeCursor(LIST, after, ['instant', 'text', 'int']);
      const behind =
        '(run.created_at, phase.run_id) < (:at, :afterRun) or (phase.run_id = :afterRun and phase.phase_index > :index)';
      query.andWhere(`(${behind})`, { at, afterRun: runId, index });
    }
    const { entities, raw } = await query.getRawAndEntities<{ run_created_at: Date }>();
    return entities.map((phase, i) => ({ phase, runCreatedAt: raw[i]!.run_created_at }));
  }

  cursorOf({ phase, runCreatedAt }: ListedPhase): string {
    return encodeCursor(LIST, [runCreatedAt.toISOString(), phase.runId, phase.phaseIndex]);
  }

  count(filter: PhaseFilter): Promise<number> {
    return this.filtered(filter).getCount();
  }

  private filtered({ runId, tierId, states, projectIds }: PhaseFilter): SelectQueryBuilder<PhaseEntity> {
    const query = this.phases.createQueryBuilder('phase').innerJoin('run', 'run', 'run.run_id = phase.run_id');
    if (runId != null) query.andWhere('phase.run_id = :runId', { runId });
    if (tierId != null) query.andWhere('phase.tier_id = :tierId', { tierId });
    if (projectIds != null) query.andWhere('run.project_id = any(:projectIds)', { projectIds });
    if (states != null) query.andWhere('phase.state = any(:states)', { states });
    return query;
  }
}
