/** The same statements as the server's, on the bare driver: what the database alone can do. */
import pg from 'pg';
import { v7 } from 'uuid';

import { dataSourceOptions } from '../src/database/data-source.js';
import { phaseFromJson, runFromJson, tierFromJson } from '../src/database/rows.js';
import { decideManualTransition } from '../src/domain/decisions/run/manual-transition.js';
import { decideStart, type NewRun } from '../src/domain/decisions/start/start-run.js';
import { BUDGET_DEFAULTS } from '../src/domain/model/limits.js';
import type { PhaseState } from '../src/domain/model/phase-state.js';
import { TRANSITION_FACTS } from '../src/lifecycle/facts/facts.store.js';
import { type GroupedWrite, isSingle, type Part } from '../src/lifecycle/pipeline/guarded-write.js';
import { changeWrite, insertWrite } from '../src/lifecycle/pipeline/guarded-writes.js';
import { phaseIds, WAY } from './graphql.js';

const open = new Set<pg.Client>();

/** A connection with the settings of the server's own, or the two would not be comparable. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  open.add(client);
  client.once('end', () => open.delete(client));
  await client.connect();
  await dataSourceOptions(url).extra.onConnect(client);
  return client;
}

/** Those that are still open, whatever they are at: a caller that waits for an answer gets an error. */
export async function closeConnections(): Promise<void> {
  await Promise.allSettled([...open].map((client) => client.end()));
}

export function newRun(runId: string, tiers: number, phases: number, projectId = 'default'): NewRun {
  const planned = Array.from({ length: tiers }, (_, t) => ({
    tierId: `T${t}`,
    name: `Tier ${t}`,
    description: null,
    phases: Array.from({ length: Math.ceil((phases - t) / tiers) }, (_, p) => ({
      ...{
        phaseId: `F${t}.${p}`,
        name: `Phase ${t}.${p}`,
        description: null,
        taskCategory: null,
        complexity: null,
        builderMode: null,
      },
      ...{ allowedPaths: [], acceptanceCriteria: [], allowNoop: false },
    })),
  }));
  const command = {
    ...{
      runId,
      projectId,
      safetyProfile: null,
      runScope: null,
      tokenCap: null,
      maxPhases: 1_000,
      maxDurationMinutes: null,
    },
    ...{ tiers: planned, draft: false },
  };
  const policy = { ruleset: null, agedIssues: [], server: BUDGET_DEFAULTS };
  const decision = decideStart(command, policy, { actor: 'operator', cause: 'startRun', now: new Date() });
  if (decision.outcome !== 'accepted') throw new Error('The bench plan was refused');
  return decision.change;
}

export async function insertRun(client: pg.Client, made: NewRun): Promise<void> {
  const { statement, values } = insertWrite([made]);
  await client.query({ ...statement, values: values(v7(), null) });
}

const partOf = ({ change, attachments }: GroupedWrite): Part => ({ change, attachments, writeId: v7(), record: null });

/** One transition: the facts, the decision, the guarded write. */
async function move(client: pg.Client, runId: string, phaseId: string, state: PhaseState): Promise<void> {
  const ends = state === 'COMPLETE';
  const { rows } = await client.query({
    ...TRANSITION_FACTS,
    values: [[null], [null], [runId], [phaseId], [ends], [ends]],
  });
  const [row] = rows;
  const facts = {
    ...{
      run: runFromJson(row.run),
      phase: phaseFromJson(row.phase),
      tier: tierFromJson(row.tier),
      head: phaseFromJson(row.head),
    },
    ...{ behindHeadIndex: row.behind_head_index as number | null, open: null },
    closing: row.closing && { ...row.closing, resolvedKeys: row.resolved_keys ?? [] },
  };
  const command = { state, addTokens: 5, note: null };
  const decision = decideManualTransition(facts, command, {
    actor: 'operator',
    cause: 'updatePhaseStatus',
    now: row.now,
  });
  if (decision.outcome !== 'accepted') throw new Error(`The bench move to ${state} was not accepted`);
  const write = changeWrite(decision.change);
  const { statement, values } = isSingle(write)
    ? { ...write, values: write.values(v7(), null) }
    : { ...write.group, values: write.group.values([partOf(write)]) };
  const landed = await client.query({ ...statement, values });
  if (landed.rowCount !== 1) throw new Error('The bench move did not land');
}

/** One transition after the other, through a run of its own. */
export async function* movesThrough(client: pg.Client, runId: string): AsyncGenerator<void> {
  await insertRun(client, newRun(runId, 2, 24));
  for (const phaseId of phaseIds(2, 24)) {
    for (const state of WAY) {
      await move(client, runId, phaseId, state);
      yield;
    }
  }
}
