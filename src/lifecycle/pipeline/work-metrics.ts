/**
 * Counts what committed changes of runs say about work (O9): ended attempts, verdicts, tokens, ended runs. The process
 * that commits a change counts it, so that the sum over all servers is the whole. Counts begin with the process.
 */
import { Histogram } from 'prom-client';

import type { RunChange } from '../../domain/decisions/change/change.js';
import type { WorkChange } from '../../domain/decisions/work/work-change.js';
import type { AttemptFacts } from '../../domain/model/attempt.js';
import { RUN_FAILED_STATES } from '../../domain/model/run-state.js';
import { CI_VERDICTS, GATE_VERDICTS, WORKER_ROLES } from '../../domain/model/vocabulary.js';

/** What is counted, with the names of its labels. No label holds an id: the number of ids has no end. */
const COUNTED = {
  runsEnded: ['outcome'],
  attempts: ['role', 'outcome'],
  gateVerdicts: ['verdict'],
  ciTries: ['verdict'],
  tokens: ['role'],
  leasesExpired: ['role'],
  budgetBreaches: ['axis', 'scope'],
} as const;
export type WorkCount = keyof typeof COUNTED;

/** Upper bounds of the histogram of durations, in seconds: to two hours. */
const DURATION_BOUNDS = [1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];

/** Ends the help of what begins at 0 with each process. */
export const COUNTED_HERE = ' Counted from the commits of this process since its start: add up the servers.';

export class WorkMetrics {
  private readonly counts = new Map<WorkCount, Map<string, number>>();
  /** How long attempts took, by role; the room of metrics registers it. */
  readonly durations = new Histogram({
    name: 'autopack_attempt_duration_seconds',
    help: 'From the lease of an attempt to its result, release or expiry.' + COUNTED_HERE,
    labelNames: ['role'],
    buckets: DURATION_BOUNDS,
    registers: [],
  });

  constructor() {
    // What is known from the start begins at 0: a first count would not be seen as an increase otherwise.
    for (const outcome of ['DONE_SUCCESS', ...RUN_FAILED_STATES]) this.add('runsEnded', [outcome], 0);
    for (const verdict of GATE_VERDICTS) this.add('gateVerdicts', [verdict], 0);
    for (const verdict of CI_VERDICTS) this.add('ciTries', [verdict], 0);
    for (const role of WORKER_ROLES) {
      this.add('tokens', [role], 0);
      this.add('leasesExpired', [role], 0);
    }
  }

  /** Counts a change that is in the database. Called once for each. */
  landed(change: unknown): void {
    if (!isRunChange(change)) return;
    for (const { type, toState } of change.events)
      if (type === 'RUN_STATE_CHANGED' && toState?.startsWith('DONE_')) this.ended(change, toState);
    if (!isWorkChange(change)) return;
    const at = change.events[0]?.at.getTime();
    for (const attempt of change.attempts)
      if (attempt.endedAt && attempt.endedAt.getTime() === at) this.attempt(attempt);
    for (const { verdict } of change.tries) this.add('ciTries', [verdict]);
  }

  /** The counts with their labels. */
  read(what: WorkCount): { labels: Record<string, string>; value: number }[] {
    const names = COUNTED[what];
    return [...(this.counts.get(what) ?? [])].map(([key, value]) => {
      const values = key.split(' ');
      return { labels: Object.fromEntries(names.map((name, i) => [name, values[i]!])), value };
    });
  }

  private ended({ run }: RunChange, outcome: string): void {
    this.add('runsEnded', [outcome]);
    const budget = run.failure?.budget;
    if (outcome === 'DONE_FAILED_BUDGET_EXHAUSTED' && budget) this.add('budgetBreaches', [budget.name, budget.scope]);
  }

  private attempt(attempt: AttemptFacts): void {
    const { role, state, gate, startedAt, endedAt, tokensUsed } = attempt;
    this.add('attempts', [role, outcomeOf(attempt)]);
    if (state === 'EXPIRED') this.add('leasesExpired', [role]);
    if (gate) this.add('gateVerdicts', [gate.verdict]);
    this.add('tokens', [role], tokensUsed);
    this.durations.observe({ role }, (endedAt!.getTime() - startedAt.getTime()) / 1000);
  }

  private add(what: WorkCount, labels: readonly string[], amount = 1): void {
    const counts = this.counts.get(what) ?? new Map<string, number>();
    this.counts.set(what, counts);
    const key = labels.join(' ');
    counts.set(key, (counts.get(key) ?? 0) + amount);
  }
}

/** The state of an attempt without a result; otherwise what the result says. */
const outcomeOf = ({ state, status, auditVerdict, ciVerdict }: AttemptFacts): string =>
  state === 'SUBMITTED' ? (status ?? auditVerdict ?? ciVerdict ?? state) : state;

const isRunChange = (change: unknown): change is RunChange =>
  typeof change === 'object' && change !== null && 'events' in change && 'run' in change;
const isWorkChange = (change: RunChange): change is WorkChange => 'attempts' in change && 'tries' in change;
