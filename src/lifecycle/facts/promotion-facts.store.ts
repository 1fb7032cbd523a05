/**
 * What is stored about promotions, read for decisions and for queries: a run with its tiers, its project and the runs
 * before it, in one statement, and a second one where runs are linked. Nothing here reads a repository.
 */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../../database/database.js';
import {
  type JsonRow,
  projectFromJson,
  promotionChangeFromJson,
  promotionFromJson,
  runFromJson,
  tierFromJson,
} from '../../database/rows.js';
import type { RequestedRemote } from '../../domain/decisions/promotion/request-change.js';
import type { ForgeKind } from '../../domain/model/remote.js';
import type { Predecessor, PromotionRows } from '../../domain/rules/promotion/promotion.js';
import type { CommandKey } from './idempotency.js';
import { keyValues, REMEMBERED, rememberedFrom } from './requested-facts.statements.js';
import type { Seen } from './seen.js';

/** `rows` is null if there is no such run. */
export interface SeenPromotion extends Seen {
  readonly rows: PromotionRows | null;
}

interface FactsRow {
  readonly [column: string]: unknown;
  readonly now: Date;
  readonly remembered: JsonRow | null;
  readonly requested_id: string;
  readonly run: JsonRow | null;
  readonly project: JsonRow | null;
  readonly promotion: JsonRow | null;
  readonly change: JsonRow | null;
  readonly tiers: JsonRow[];
}

interface LinkRow {
  readonly [column: string]: unknown;
  readonly run_id: string;
  readonly run: JsonRow | null;
  readonly is_promoted: boolean;
  readonly tiers: JsonRow[] | null;
}

/** $1 runs, $2 and $3 mutation and key. */
const PROMOTION_FACTS = statement({
  name: 'promotion_facts',
  text: `select autopack_now() as now, ${REMEMBERED('$2', '$3')}, requested.run_id as requested_id, to_jsonb(r) as run, to_jsonb(p) - 'write_id' as project,
    to_jsonb(m) as promotion, to_jsonb(c) - 'write_id' as change,
    (select coalesce(jsonb_agg(to_jsonb(t) order by t.tier_index), '[]') from tier t where t.run_id = r.run_id) as tiers
  from unnest($1::text[]) as requested (run_id)
  left join run r on r.run_id = requested.run_id
  left join project p on p.project_id = r.project_id
  left join promotion m on m.run_id = r.run_id
  left join promotion_change c on c.run_id = r.run_id`,
});

/**
 * $1 runs: they and the runs before them, back to the first that is promoted, each once; a deleted one without its row.
 */
const CHAINS = statement({
  name: 'promotion_chains',
  text: `with recursive link (run_id) as (
    select unnest($1::text[])
    union
    select r.previous_run_id from link join run r on r.run_id = link.run_id where r.previous_run_id is not null
      and not exists (select from promotion m where m.run_id = r.run_id and m.promoted_at is not null))
  select link.run_id, to_jsonb(r) as run,
    exists (select from promotion m where m.run_id = link.run_id and m.promoted_at is not null) as is_promoted,
    case when r.head_commit is null or r.head_commit = r.base_commit then
      (select jsonb_agg(to_jsonb(t) order by t.tier_index) from tier t where t.run_id = link.run_id) end as tiers
  from link left join run r on r.run_id = link.run_id`,
});

/** $1 run. */
const REMOTE = statement({
  name: 'remote_of_run',
  text: `select m.url, m.forge from run r join project_remote m on m.project_id = r.project_id where r.run_id = $1`,
});

const PENDING = statement({
  name: 'promotions_pending',
  text: `select run_id from promotion where promoted_at is null order by intended_at limit 200`,
});

@Injectable()
export class PromotionFactsStore {
  constructor(private readonly database: Database) {}

  async one(runId: string, key: CommandKey | null): Promise<SeenPromotion> {
    const [seen] = await this.read([runId], key);
    return seen!;
  }

  /** For queries: in the order of the ids; null for an id without a run. */
  async many(runIds: readonly string[]): Promise<(PromotionRows | null)[]> {
    const byId = new Map((await this.read(runIds, null)).map(({ rows }) => [rows?.run.runId, rows]));
    return runIds.map((runId) => byId.get(runId) ?? null);
  }

  /**
   * The runs before each run, by its id: the nearest first, up to the first that is promoted; none before one that is
   * promoted itself.
   */
  async predecessors(runIds: readonly string[]): Promise<ReadonlyMap<string, readonly Predecessor[]>> {
    const rows = await this.database.read<LinkRow>(CHAINS, [runIds]);
    const links = new Map(rows.map((row) => [row.run_id, predecessorFrom(row)]));
    return new Map(runIds.map((runId) => [runId, chainBefore(runId, links)]));
  }

  /** The remote of the run's project; null: it has none. */
  async remoteOf(runId: string): Promise<RequestedRemote | null> {
    const [remote] = await this.database.read<{ url: string; forge: ForgeKind | null }>(REMOTE, [runId]);
    return remote ?? null;
  }

  /** Runs whose promotion has an intent without an outcome. */
  async pending(): Promise<string[]> {
    return (await this.database.read<{ run_id: string }>(PENDING, [])).map((row) => row.run_id);
  }

  private async read(runIds: readonly string[], key: CommandKey | null): Promise<SeenPromotion[]> {
    const rows = await this.database.read<FactsRow>(PROMOTION_FACTS, [runIds, ...keyValues(key)]);
    const linked = rows.flatMap(({ run }) => (run && run.previous_run_id !== null ? [run.run_id as string] : []));
    const before = linked.length === 0 ? new Map<string, readonly Predecessor[]>() : await this.predecessors(linked);
    return rows.map((row) => seenFrom(row, before.get(row.requested_id) ?? []));
  }
}

function seenFrom(row: FactsRow, predecessors: readonly Predecessor[]): SeenPromotion {
  const { now, run: json, project, promotion, change } = row;
  const remembered = rememberedFrom(row.remembered);
  if (!json || !project) return { now, remembered, run: null, rows: null };
  const run = runFromJson(json);
  const rows = {
    run,
    tiers: row.tiers.map(tierFromJson),
    project: projectFromJson(project),
    promotion: promotion && promotionFromJson(promotion),
    change: change && promotionChangeFromJson(change),
    predecessors,
  };
  return { now, remembered, run, rows };
}

const predecessorFrom = ({ run_id: runId, run, is_promoted: isPromoted, tiers }: LinkRow): Predecessor => ({
  runId,
  run: run && runFromJson(run),
  tiers: (tiers ?? []).map(tierFromJson),
  isPromoted,
});

function chainBefore(runId: string, links: ReadonlyMap<string, Predecessor>): Predecessor[] {
  const chain: Predecessor[] = [];
  for (let at = links.get(runId); at && !at.isPromoted && at.run?.previousRunId;) {
    at = links.get(at.run.previousRunId);
    if (at) chain.push(at);
  }
  return chain;
}
