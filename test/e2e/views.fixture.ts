/** The numbers of the views, counted again one by one from rows, without the SQL of the views. */
import { RUN_STATES } from '../../src/domain/model/run-state.js';
import type { Json } from '../support/graphql-client.js';
import type { TestDatabase } from '../support/server/databases.js';

type Row = Json & { readonly run_id: string; readonly [name: string]: any };
export interface RowsOfRuns {
  readonly runs: readonly Row[];
  readonly tiers: readonly Row[];
  readonly phases: readonly Row[];
  readonly attempts: readonly Row[];
  readonly tries: readonly Row[];
}

export async function rowsOfRuns(database: TestDatabase): Promise<RowsOfRuns> {
  const [runs, tiers, phases, attempts, tries] = await Promise.all(
    ['run', 'tier', 'phase', 'attempt', 'ci_try'].map((table) =>
      database.query<Row>(`select to_jsonb(t) as row from ${table} t order by run_id`),
    ),
  );
  const of = (rows: readonly Row[]) => rows.map(({ row }) => row as Row);
  return { runs: of(runs!), tiers: of(tiers!), phases: of(phases!), attempts: of(attempts!), tries: of(tries!) };
}

/** Milliseconds of a phase by state, from its first move on, added up from its events. */
export async function timesAgain(database: TestDatabase): Promise<(phase: Row) => Map<string, number>> {
  const events = await database.query<Row>(
    `select run_id, subject, to_state, at from run_event where type = 'PHASE_STATE_CHANGED' order by run_id, seq`,
  );
  return ({ run_id: runId, phase_id: phaseId }) => {
    const moves = events.filter((event) => event.run_id === runId && event.subject === `phase/${phaseId}`);
    const times = new Map<string, number>();
    for (const [i, { to_state: state, at }] of moves.slice(0, -1).entries())
      times.set(state, (times.get(state) ?? 0) + new Date(moves[i + 1]!.at).getTime() - new Date(at).getTime());
    return times;
  };
}

const sum = (rows: readonly Row[], name: string): number => rows.reduce((total, row) => total + Number(row[name]), 0);

export function countedAgain({ runs }: RowsOfRuns, projectId: string | null) {
  return RUN_STATES.map((state) => {
    const found = runs.filter((run) => run.state === state && (projectId === null || run.project_id === projectId));
    const projects = [...new Set(found.map((run) => run.project_id as string))].sort().map((id) => ({
      ...{ projectId: id, count: found.filter((run) => run.project_id === id).length },
    }));
    return { state, count: found.length, projects };
  }).filter(({ count }) => count > 0);
}

/** The value that so many of 100 do not exceed. */
function rank(values: readonly number[], percent: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? null;
}

export function reportedAgain(rows: RowsOfRuns, projectId: string | null, since: Date | null) {
  const runs = rows.runs.filter(
    (run) =>
      run.completed_at !== null &&
      (projectId === null || run.project_id === projectId) &&
      (since === null || new Date(run.completed_at) >= since),
  );
  const isOf = (row: Row) => runs.some((run) => run.run_id === row.run_id);
  const phases = rows.phases.filter((row) => isOf(row) && ['COMPLETE', 'FAILED'].includes(row.state));
  const uses = runs
    .filter((run) => run.started_at !== null)
    .map((run) => Math.min(1_000, Math.ceil((run.tokens_used * 100) / run.token_cap)) / 100);
  const withAudit = phases.filter((row) => row.auditor_attempts > 0);
  const without = phases.filter((row) => row.auditor_attempts === 0);
  const complete = (some: readonly Row[]) => some.filter((row) => row.state === 'COMPLETE').length;
  const broken = runs.filter((run) => run.state === 'DONE_FAILED_BUDGET_EXHAUSTED' && run.failure?.budget);
  const budgetOf = (run: Row) => `${run.failure.budget.scope}/${run.failure.budget.name}`;
  const responsible = (run: Row): Row => {
    const tiers = rows.tiers
      .filter((tier) => tier.run_id === run.run_id)
      .toSorted((a, b) => a.tier_index - b.tier_index);
    const own =
      run.failure.budget.scope === 'RUN' ? undefined : tiers.find((tier) => tier.tier_id === run.failure.tierId);
    return own ?? tiers.reduce((most, tier) => (tier.tokens_used > most.tokens_used ? tier : most));
  };
  return {
    runs: runs.length,
    endedByBudget: runs.filter((run) => run.state === 'DONE_FAILED_BUDGET_EXHAUSTED').length,
    utilisationP50: rank(uses, 50),
    utilisationP90: rank(uses, 90),
    breaches: [...new Set(broken.map(budgetOf))]
      .map((budget) => {
        const own = broken.filter((run) => budgetOf(run) === budget);
        const names = [...new Set(own.map((run) => responsible(run).name as string))];
        const tiers = names
          .map((tierName) => {
            const theirs = own.map(responsible).filter((tier) => tier.name === tierName);
            return { tierName, runs: theirs.length, tokens: sum(theirs, 'tokens_used') };
          })
          .sort((a, b) => b.runs - a.runs || b.tokens - a.tokens || (a.tierName < b.tierName ? -1 : 1));
        const [scope, name] = budget.split('/');
        return { scope, name, runs: own.length, tiers };
      })
      .sort((a, b) => b.runs - a.runs || (`${a.scope}/${a.name}` < `${b.scope}/${b.name}` ? -1 : 1)),
    slices: [...new Set(phases.map((row) => JSON.stringify([row.task_category ?? '', row.complexity])))]
      .map((slice) => {
        const [taskCategory, complexity] = JSON.parse(slice) as [string, string];
        const own = phases.filter((row) => (row.task_category ?? '') === taskCategory && row.complexity === complexity);
        const failed = own.length - complete(own);
        return { taskCategory, complexity, phases: own.length, tokens: sum(own, 'tokens_used'), failed };
      })
      .sort((a, b) => b.tokens - a.tokens || b.phases - a.phases || (a.taskCategory < b.taskCategory ? -1 : 1)),
    audits: {
      phasesWith: withAudit.length,
      completedWith: complete(withAudit),
      phasesWithout: without.length,
      completedWithout: complete(without),
      auditTokens: sum(
        rows.attempts.filter(
          (row) =>
            row.role === 'AUDITOR' && withAudit.some((p) => p.run_id === row.run_id && p.phase_id === row.phase_id),
        ),
        'tokens_used',
      ),
    },
  };
}
