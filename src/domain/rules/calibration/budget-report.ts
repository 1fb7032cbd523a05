/** The report on budgets (O4) from the sums over ended runs. */
import type { BudgetScope, Complexity } from '../../model/vocabulary.js';

/** A sum over ended runs: `run_tally` says what its kinds hold. */
export interface TallyRow {
  readonly kind: 'STATE' | 'USE' | 'BREACH' | 'SLICE' | 'AUDIT';
  readonly name: string;
  readonly detail: string;
  readonly runs: number;
  readonly phases: number;
  readonly completed: number;
  readonly failed: number;
  readonly tokens: number;
}

export interface TierShare {
  readonly tierName: string;
  readonly runs: number;
  /** What these tiers had used. */
  readonly tokens: number;
}

export interface BudgetBreach {
  readonly scope: BudgetScope;
  readonly name: string;
  readonly runs: number;
  readonly tiers: readonly TierShare[];
}

export interface Slice {
  /** Empty: phases without a category. */
  readonly taskCategory: string;
  readonly complexity: Complexity;
  readonly phases: number;
  readonly tokens: number;
  readonly failed: number;
}

export interface AuditEffect {
  readonly phasesWith: number;
  readonly completedWith: number;
  readonly phasesWithout: number;
  readonly completedWithout: number;
  readonly auditTokens: number;
}

export interface BudgetReport {
  readonly runs: number;
  readonly endedByBudget: number;
  /** Shares of the token cap, in hundredths rounded up, by nearest rank; null: no run started. */
  readonly utilisationP50: number | null;
  readonly utilisationP90: number | null;
  readonly breaches: readonly BudgetBreach[];
  readonly slices: readonly Slice[];
  readonly audits: AuditEffect;
}

/** Rows of several projects as those of one: a row for each kind, name and detail. */
export function summed(rows: readonly TallyRow[]): TallyRow[] {
  const sums = new Map<string, TallyRow>();
  for (const row of rows) {
    const key = JSON.stringify([row.kind, row.name, row.detail]);
    const before = sums.get(key);
    const add = (name: 'runs' | 'phases' | 'completed' | 'failed' | 'tokens') => row[name] + (before?.[name] ?? 0);
    sums.set(key, {
      ...row,
      ...{ runs: add('runs'), phases: add('phases'), completed: add('completed') },
      ...{ failed: add('failed'), tokens: add('tokens') },
    });
  }
  return [...sums.values()];
}

/** Tiers of a breach and slices that are listed at most. */
const MOST_LISTED = 100;

export function budgetReport(rows: readonly TallyRow[]): BudgetReport {
  const of = (kind: TallyRow['kind']) => rows.filter((row) => row.kind === kind);
  const audits = (name: string) => of('AUDIT').find((row) => row.name === name);
  const uses = of('USE').map(({ name, runs }) => ({ percent: Number(name), runs }));
  return {
    runs: sumOf(of('STATE')),
    endedByBudget: sumOf(of('STATE').filter(({ name }) => name === 'DONE_FAILED_BUDGET_EXHAUSTED')),
    utilisationP50: utilisationAt(uses, 50),
    utilisationP90: utilisationAt(uses, 90),
    breaches: breachesOf(of('BREACH')),
    slices: of('SLICE')
      .map(({ name, detail, phases, tokens, failed }) => ({
        ...{ taskCategory: name, complexity: detail as Complexity, phases, tokens, failed },
      }))
      .sort((a, b) => b.tokens - a.tokens || b.phases - a.phases || (a.taskCategory < b.taskCategory ? -1 : 1))
      .slice(0, MOST_LISTED),
    audits: {
      phasesWith: audits('with')?.phases ?? 0,
      completedWith: audits('with')?.completed ?? 0,
      phasesWithout: audits('without')?.phases ?? 0,
      completedWithout: audits('without')?.completed ?? 0,
      auditTokens: audits('with')?.tokens ?? 0,
    },
  };
}

/** Those that ended most runs first. */
function breachesOf(rows: readonly TallyRow[]): BudgetBreach[] {
  const budgets = [...new Set(rows.map(({ name }) => name))];
  return budgets
    .map((budget) => {
      const ofBudget = rows.filter(({ name }) => name === budget);
      const [scope, name] = budget.split('/', 2) as [BudgetScope, string];
      const tiers = ofBudget
        .map(({ detail, runs, tokens }) => ({ tierName: detail, runs, tokens }))
        .sort((a, b) => b.runs - a.runs || b.tokens - a.tokens || (a.tierName < b.tierName ? -1 : 1));
      return { scope, name, runs: sumOf(ofBudget), tiers: tiers.slice(0, MOST_LISTED) };
    })
    .sort((a, b) => b.runs - a.runs || (`${a.scope}/${a.name}` < `${b.scope}/${b.name}` ? -1 : 1));
}

const sumOf = (rows: readonly Pick<TallyRow, 'runs'>[]): number => rows.reduce((total, { runs }) => total + runs, 0);

/** By nearest rank. */
function utilisationAt(uses: readonly { readonly percent: number; readonly runs: number }[], share: number) {
  const rank = Math.max(1, Math.ceil((share * sumOf(uses)) / 100));
  let seen = 0;
  for (const { percent, runs } of uses.toSorted((a, b) => a.percent - b.percent)) {
    seen += runs;
    if (seen >= rank) return percent / 100;
  }
  return null;
}
