/**
 * What the product's rules say about a run, written a second time straight from their tables and sentences: plain, slow, without a
 * line of the product's code. The property tests compare the two. Rule ids are where a rule is applied.
 */

type PhaseState = 'QUEUED' | 'EXECUTING' | 'GATE' | 'CI_RUNNING' | 'COMPLETE' | 'FAILED' | 'SKIPPED';
type TierState = 'PENDING' | 'IN_PROGRESS' | 'COMPLETE' | 'FAILED' | 'SKIPPED';

/** The phase table of docs/rules.md, first column against second. */
const PHASE_TABLE: Record<PhaseState, PhaseState[]> = {
  QUEUED: ['EXECUTING', 'SKIPPED', 'FAILED'],
  EXECUTING: ['GATE', 'QUEUED', 'FAILED'],
  GATE: ['CI_RUNNING', 'QUEUED', 'FAILED'],
  CI_RUNNING: ['COMPLETE', 'QUEUED', 'GATE', 'FAILED'],
  COMPLETE: [],
  FAILED: [],
  SKIPPED: [],
};
const PHASE_ORDER: PhaseState[] = ['QUEUED', 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE', 'FAILED', 'SKIPPED'];
const AT_WORK: PhaseState[] = ['EXECUTING', 'GATE', 'CI_RUNNING'];
const ENDED: PhaseState[] = ['COMPLETE', 'FAILED', 'SKIPPED'];

/** By task category: Builder tries, Auditor tries, incident tokens. */
const CATEGORIES: Record<string, [number, number, number]> = {
  schema_change: [2, 3, 1_000_000],
  bulk_operation: [1, 2, 1_500_000],
  tests: [3, 1, 300_000],
  docs: [2, 1, 200_000],
};
const CLEANUP: [number, number, number] = [2, 3, 400_000];
const ANY_OTHER: [number, number, number] = [3, 2, 500_000];

const HOUR = 3_600_000;
const MINUTE = 60_000;

export interface ModelPlanPhase {
  readonly phaseId: string;
  readonly taskCategory: string | null;
}
export interface ModelPlanTier {
  readonly tierId: string;
  readonly phases: readonly ModelPlanPhase[];
}
export interface ModelStart {
  readonly draft: boolean;
  readonly critical: boolean;
  readonly singleTier: boolean;
  readonly tokenCap: number;
  readonly maxPhases: number;
  readonly minutes: number;
  /** It is one of linked runs and not the first (P10). */
  readonly waits: boolean;
  /** So many minor issues of the backlog have aged: `k0`, `k1` … (P7, Q4). */
  readonly aged: number;
  readonly tiers: readonly ModelPlanTier[];
}

export interface ModelReport {
  readonly key: string;
  readonly severity: 'MINOR' | 'MAJOR' | null;
  /** Of category `schema_contract_change`, whose issues are major unless they say otherwise. */
  readonly highRisk: boolean;
  readonly expected: boolean;
}

/** A command's answer: what it wrote, one line for each event, or the codes of its refusal. */
export type ModelAnswer =
  | { readonly events: readonly string[] }
  | { readonly refused: readonly string[]; readonly current?: string; readonly allowed?: readonly string[] };

/** Everything that was reported under one key in one phase. */
interface Issue {
  major: boolean;
  expected: boolean;
  times: number;
  /** The attempt that last reported it, 0 if none was at work (Q8). */
  attempt: number;
  open: boolean;
}
/** A key in the project, since it was last resolved (Q4, Q6). */
interface Entry {
  tiers: Set<string>;
  times: number;
  episode: number;
  resolved: boolean;
}
interface Phase {
  id: string;
  tier: Tier;
  state: PhaseState;
  attempts: number;
  audits: number;
  tokens: number;
  maxAttempts: number;
  maxAudits: number;
  cap: number;
  note: string | null;
  issues: Map<string, Issue>;
  /** Aged issues that it is to clean up (P7). */
  cleans: string[];
  startedAt: number | null;
  completedAt: number | null;
}
interface Tier {
  id: string;
  state: TierState;
  phases: Phase[];
  ciRuns: number;
  startedAt: number | null;
  completedAt: number | null;
}

export class ReferenceModel {
  state: string;
  version = 1;
  startedAt: number | null;
  completedAt: number | null = null;
  deadlineAt: number | null;
  changedAt: number;
  failure: string | null = null;
  private readonly tiers: Tier[] = [];
  private readonly backlog = new Map<string, Entry>();
  /** The strategy is frozen: from here on aged keys are major (Q5). */
  private frozen = false;
  private written: { phase: string[]; tier: string[]; run: string[] } = { phase: [], tier: [], run: [] };

  private constructor(
    private readonly plan: ModelStart,
    private readonly createdAt: number,
  ) {
    this.state = plan.draft ? 'PLAN_BOOTSTRAP' : 'RUN_CREATED';
    this.startedAt = plan.draft || plan.waits ? null : createdAt;
    this.deadlineAt = plan.waits ? null : createdAt + (plan.draft ? 24 * HOUR : plan.minutes * MINUTE); // B5
    this.changedAt = createdAt;
    for (const tier of plan.tiers) this.append(tier);
    if (!plan.draft) this.freeze();
  }

  static start(plan: ModelStart, now: number): ReferenceModel | readonly string[] {
    const codes = [...planFaults(plan, plan.tiers), ...(plan.draft ? [] : incomplete(plan.tiers))];
    return codes.length > 0 ? codes : new ReferenceModel(plan, now);
  }

  get phases(): Phase[] {
    return this.tiers.flatMap((tier) => tier.phases); // I3
  }

  get ended(): boolean {
    return this.state.startsWith('DONE_');
  }

  /** The phase that would be dispatched, or is at work (S4). */
  get head(): Phase | undefined {
    return this.phases.find((phase) => !ENDED.includes(phase.state));
  }

  /** P10 */
  get waiting(): boolean {
    return this.plan.waits && this.startedAt === null && !this.ended;
  }

  /** What a manual transition takes for this phase now, however many tokens come along (S4, W11). */
  allowed(phaseId: string): PhaseState[] {
    const phase = this.phases.find(({ id }) => id === phaseId)!;
    if (this.ended || this.state === 'PLAN_BOOTSTRAP') return []; // S3, S9
    const someoneAtWork = this.phases.some((other) => AT_WORK.includes(other.state));
    const firstQueued = this.phases.find((other) => other.state === 'QUEUED');
    const attemptLeft = phase.attempts < phase.maxAttempts;
    const auditLeft = phase.audits < phase.maxAudits;
    const legal = PHASE_TABLE[phase.state].filter((to) => {
      if (to === 'EXECUTING') return !this.waiting && !someoneAtWork && firstQueued === phase && attemptLeft;
      if (to === 'QUEUED') return attemptLeft;
      if (to === 'GATE' && phase.state === 'CI_RUNNING') return auditLeft;
      return true;
    });
    return PHASE_ORDER.filter((state) => legal.includes(state));
  }

  transition(phaseId: string, to: PhaseState, tokens: number, note: string | null, now: number): ModelAnswer {
    const phase = this.phases.find(({ id }) => id === phaseId)!;
    const allowed = this.allowed(phaseId);
    if (this.ended) return { refused: ['RUN_TERMINAL'], current: this.state, allowed };
    const onlyCharges = to === phase.state && AT_WORK.includes(phase.state) && tokens > 0;
    if (!onlyCharges && !allowed.includes(to))
      return { refused: ['TRANSITION_REFUSED'], current: phase.state, allowed };
    return this.write(now, () => this.pull(phase, to, tokens, note, now, onlyCharges));
  }

  addTier(tier: ModelPlanTier, now: number): ModelAnswer {
    const sealed = this.sealed();
    if (sealed) return sealed;
    const known = this.phases.map(({ id }) => id);
    if (this.tiers.some(({ id }) => id === tier.tierId)) return { refused: ['ALREADY_EXISTS'] };
    const codes = [
      ...sizeFaults(this.plan, this.tiers.length + 1, known.length + tier.phases.length),
      ...repeated(tier.phases.map(({ phaseId }) => phaseId)).map(() => 'INVALID_INPUT'),
      ...tier.phases.filter(({ phaseId }) => known.includes(phaseId)).map(() => 'ALREADY_EXISTS'),
    ];
    if (codes.length > 0) return { refused: codes };
    return this.write(now, () => {
      this.append(tier);
      this.written.tier.push(`PLAN_TIER_ADDED tier/${tier.tierId}`);
    });
  }

  addPhase(tierId: string, phase: ModelPlanPhase, now: number): ModelAnswer {
    const sealed = this.sealed();
    if (sealed) return sealed;
    if (this.phases.some(({ id }) => id === phase.phaseId)) return { refused: ['ALREADY_EXISTS'] };
    const codes = sizeFaults(this.plan, this.tiers.length, this.phases.length + 1);
    if (codes.length > 0) return { refused: codes };
    return this.write(now, () => {
      const tier = this.tiers.find(({ id }) => id === tierId)!;
      tier.phases.push(newPhase(phase, tier));
      this.written.phase.push(`PLAN_PHASE_ADDED phase/${phase.phaseId}`);
    });
  }

  seal(now: number): ModelAnswer {
    const sealed = this.sealed();
    if (sealed) return sealed;
    const codes = incomplete(this.tiers);
    if (codes.length > 0) return { refused: codes };
    return this.write(now, () => {
      this.startedAt = now;
      this.deadlineAt = now + this.plan.minutes * MINUTE;
      this.freeze();
      this.moveRun('RUN_CREATED');
    });
  }

  recordIssues(phaseId: string, reports: readonly ModelReport[], now: number): ModelAnswer {
    if (this.ended) return { refused: ['RUN_TERMINAL'], current: this.state, allowed: [] }; // Q1
    const phase = this.phases.find(({ id }) => id === phaseId)!;
    return this.write(now, () => {
      for (const report of reports) this.report(phase, report);
      this.written.phase.push(`ISSUES_RECORDED phase/${phaseId}`);
      if (this.state === 'PLAN_BOOTSTRAP') return; // A draft has no budgets to break.
      if (this.counted(this.phases)[0] > this.mostMinors) {
        this.fail('DONE_FAILED_BUDGET_EXHAUSTED', 'max_minor_issues_total_exceeded', now); // B3
      } else if (this.isLate(now)) this.fail('DONE_FAILED_BUDGET_EXHAUSTED', 'max_duration_minutes_exceeded', now);
    });
  }

  /** P10. The predecessor's state; null: it was deleted. */
  release(predecessor: string | null, now: number): ModelAnswer {
    if (this.ended) return { refused: ['RUN_TERMINAL'], current: this.state };
    const over = predecessor === null || predecessor.startsWith('DONE_');
    if (!this.waiting || !over) return { refused: ['TRANSITION_REFUSED'], current: this.state };
    return this.write(now, () => {
      if (predecessor === null) return this.fail('DONE_FAILED_CANCELLED', 'predecessor_deleted', now);
      if (predecessor !== 'DONE_SUCCESS') return this.fail('DONE_FAILED_CANCELLED', 'predecessor_failed', now);
      this.startedAt = now;
      this.deadlineAt = now + this.plan.minutes * MINUTE;
      this.written.run.push('RUN_RELEASED run');
    });
  }

  cancel(now: number): ModelAnswer {
    if (this.ended) return { refused: ['RUN_TERMINAL'], current: this.state, allowed: [] };
    return this.write(now, () => this.fail('DONE_FAILED_CANCELLED', 'cancelled', now));
  }

  /** The clock looks at the run (B5). */
  tick(now: number): ModelAnswer {
    if (this.ended) return { refused: ['RUN_TERMINAL'], current: this.state, allowed: [] };
    if (this.deadlineAt === null || now <= this.deadlineAt) return { refused: ['TRANSITION_REFUSED'] };
    if (this.state === 'PLAN_BOOTSTRAP')
      return this.write(now, () => this.fail('DONE_FAILED_CANCELLED', 'draft_expired', now));
    return this.write(now, () => this.fail('DONE_FAILED_BUDGET_EXHAUSTED', 'max_duration_minutes_exceeded', now));
  }

  /** Everything that the model knows, in a form that rows can be put into as well. */
  view(): ModelView {
    const phases = this.phases;
    const count = (of: Phase[], state: PhaseState) => of.filter((phase) => phase.state === state).length;
    const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
    const counts = (of: Phase[]) => [of.length, count(of, 'COMPLETE'), count(of, 'FAILED'), count(of, 'SKIPPED')];
    return {
      backlog: byKey(this.backlog).map(([key, { tiers, times, episode, resolved }]) => {
        return { key, age: [tiers.size > 0 ? 1 : 0, tiers.size], times, episode, resolved };
      }),
      issues: phases.flatMap((phase) =>
        byKey(phase.issues).map(([key, issue]) => ({ phase: phase.id, key, ...issue })),
      ),
      run: {
        state: this.state,
        version: this.version,
        tokens: sum(phases.map((phase) => phase.tokens)), // B1
        ciRuns: sum(this.tiers.map((tier) => tier.ciRuns)),
        tierCount: this.tiers.length,
        counts: counts(phases),
        maxMinorIssues: this.mostMinors,
        issues: [this.counted(phases), this.counted(phases, 'open')],
        head: this.head ? phases.indexOf(this.head) : null,
        failure: this.failure,
        instants: [this.createdAt, this.startedAt, this.completedAt, this.deadlineAt, this.changedAt],
      },
      tiers: this.tiers.map((tier, index) => ({
        id: tier.id,
        index,
        state: tier.state,
        tokens: sum(tier.phases.map((phase) => phase.tokens)),
        ciRuns: tier.ciRuns,
        counts: counts(tier.phases),
        caps: [3 * sum(tier.phases.map((phase) => phase.cap)), 2 * tier.phases.length, this.tolerated(tier), 0], // defaults of the budgets of tiers
        issues: [this.counted(tier.phases), this.counted(tier.phases, 'open')],
        instants: [tier.startedAt, tier.completedAt],
      })),
      phases: phases.map((phase, index) => ({
        id: phase.id,
        tier: phase.tier.id,
        index,
        state: phase.state,
        attempts: phase.attempts,
        audits: phase.audits,
        tokens: phase.tokens,
        caps: [phase.maxAttempts, phase.maxAudits, phase.cap],
        note: phase.note,
        issues: this.counted([phase]),
        instants: [phase.startedAt, phase.completedAt],
      })),
    };
  }

  private pull(
    phase: Phase,
    to: PhaseState,
    tokens: number,
    note: string | null,
    now: number,
    onlyCharges: boolean,
  ): void {
    phase.tokens += tokens;
    const spent = this.phases.reduce((sum, { tokens: used }) => sum + used, 0);
    // B3: charging comes first; the move asked for is not made.
    if (phase.tokens > phase.cap) return this.fail('DONE_FAILED_BUDGET_EXHAUSTED', 'incident_token_cap_exceeded', now);
    if (spent > this.plan.tokenCap) return this.fail('DONE_FAILED_BUDGET_EXHAUSTED', 'token_cap_exceeded', now);
    if (this.counted(this.phases)[0] > this.mostMinors) {
      return this.fail('DONE_FAILED_BUDGET_EXHAUSTED', 'max_minor_issues_total_exceeded', now);
    }
    if (this.isLate(now)) return this.fail('DONE_FAILED_BUDGET_EXHAUSTED', 'max_duration_minutes_exceeded', now);
    if (onlyCharges) {
      this.written.phase.push(`TOKENS_ADDED phase/${phase.id}`);
      return;
    }
    if (note !== null) phase.note = note;
    if (to === 'FAILED') {
      this.movePhase(phase, 'FAILED', now);
      return this.fail('DONE_FAILED_REQUIRES_HUMAN_REVIEW', 'phase_failed', now); // S6
    }
    const unclean = this.uncleanBy(phase);
    if (to === 'COMPLETE' && this.plan.critical && unclean !== null) {
      this.movePhase(phase, 'FAILED', now);
      return this.fail('DONE_FAILED_REQUIRES_HUMAN_REVIEW', unclean, now); // B4
    }
    if (to === 'COMPLETE') this.close(phase);
    if (to === 'EXECUTING') phase.attempts += 1; // W11
    if (to === 'GATE' && phase.state === 'CI_RUNNING') phase.audits += 1;
    if (to === 'CI_RUNNING') phase.tier.ciRuns += 1;
    this.movePhase(phase, to, now);

    const { tier } = phase;
    if (to === 'EXECUTING' && tier.state === 'PENDING') this.moveTier(tier, 'IN_PROGRESS', now);
    if (tier.phases.every((one) => one.state === 'SKIPPED'))
      this.moveTier(tier, 'SKIPPED', now); // S7
    else if (tier.phases.every((one) => ENDED.includes(one.state))) this.moveTier(tier, 'COMPLETE', now);

    const all = this.phases;
    const left = all.some((one) => !ENDED.includes(one.state));
    const done = all.some((one) => one.state === 'COMPLETE');
    if (to === 'EXECUTING' && this.state === 'RUN_CREATED') this.moveRun('PHASE_QUEUEING'); // S5
    if (to === 'EXECUTING' || to === 'QUEUED') this.moveRun('PHASE_EXECUTION');
    if (to === 'GATE' || to === 'CI_RUNNING') this.moveRun(to);
    if (to === 'COMPLETE') this.moveRun('SNAPSHOT_CREATED');
    if (left) return;
    if (done) {
      this.moveRun('DONE_SUCCESS');
      this.completedAt = now;
    } else this.fail('DONE_FAILED_CANCELLED', 'nothing_done', now); // S8
  }

  /** Q3, Q4, Q6, Q8 */
  private report(phase: Phase, { key, severity, highRisk, expected }: ModelReport): void {
    const aged = this.frozen && this.agedKeys.includes(key);
    const before = phase.issues.get(key);
    phase.issues.set(key, {
      major: (severity ?? (highRisk ? 'MAJOR' : 'MINOR')) === 'MAJOR' || aged || (before?.major ?? false),
      expected: expected && (before?.expected ?? true),
      times: (before?.times ?? 0) + 1,
      attempt: AT_WORK.includes(phase.state) ? phase.attempts : 0,
      open: true,
    });
    const entry = this.backlog.get(key) ?? { tiers: new Set<string>(), times: 0, episode: 1, resolved: false };
    if (entry.resolved) Object.assign(entry, { tiers: new Set<string>(), episode: entry.episode + 1, resolved: false });
    entry.times += 1;
    if (!expected) entry.tiers.add(phase.tier.id);
    this.backlog.set(key, entry);
  }

  /** Distinct keys, minor and major, by the highest severity in these phases (Q3). */
  private counted(phases: readonly Phase[], which: 'all' | 'open' = 'all'): [number, number] {
    const rows = phases
      .flatMap((phase) => [...phase.issues])
      .filter(([, issue]) => !issue.expected && (issue.open || which === 'all'));
    const majors = new Set(rows.filter(([, issue]) => issue.major).map(([key]) => key));
    const keys = new Set(rows.map(([key]) => key));
    return [keys.size - majors.size, majors.size];
  }

  /** What its present attempt did not report is no longer open when the phase completes (Q8). */
  private staleOf(phase: Phase): Issue[] {
    return [...phase.issues.values()].filter((issue) => issue.attempt !== phase.attempts);
  }

  private close(phase: Phase): void {
    for (const issue of this.staleOf(phase)) issue.open = false;
    for (const key of phase.cleans) {
      const entry = this.backlog.get(key);
      if (entry && !phase.issues.get(key)?.open) entry.resolved = true; // Q6
    }
  }

  /** B4: the first threshold that the tier would be over if the phase completed now. */
  private uncleanBy(phase: Phase): string | null {
    const { tier } = phase;
    if (tier.ciRuns > 2 * tier.phases.length) return 'ci_run_cap_exceeded';
    const stale = this.staleOf(phase).filter((issue) => issue.open);
    for (const issue of stale) issue.open = false;
    const [minors, majors] = this.counted(tier.phases, 'open');
    for (const issue of stale) issue.open = true;
    if (minors > this.tolerated(tier)) return 'max_minor_issues_tolerated_exceeded';
    return majors > 0 ? 'max_major_issues_tolerated_exceeded' : null;
  }

  private tolerated = (tier: Tier): number => (this.plan.critical ? 1 : 2) * tier.phases.length;

  private get mostMinors(): number {
    return 3 * this.phases.length;
  }

  private get agedKeys(): string[] {
    return Array.from({ length: this.plan.aged }, (_, i) => `k${i}`);
  }

  /** A run without a clock is never late. */
  private isLate(now: number): boolean {
    return this.startedAt !== null && now > this.deadlineAt!;
  }

  /** The strategy is compiled: debt cleanup is at the end, if there is room (P7). */
  private freeze(): void {
    this.frozen = true;
    const room = this.plan.maxPhases - this.phases.length;
    const count = Math.min(2, Math.floor(this.plan.aged / 3), room);
    if (count <= 0) return;
    if (!this.plan.singleTier) this.append({ tierId: 'debt-cleanup', phases: [] });
    const tier = this.tiers.at(-1)!;
    for (let i = 0; i < count; i++) {
      const phase = newPhase({ phaseId: `debt-${i + 1}`, taskCategory: 'debt_cleanup' }, tier);
      const share = this.agedKeys.length / count;
      tier.phases.push({ ...phase, cleans: this.agedKeys.slice(Math.ceil(i * share), Math.ceil((i + 1) * share)) });
    }
  }

  /** S6 */
  private fail(state: string, reason: string, now: number): void {
    for (const phase of this.phases) {
      if (AT_WORK.includes(phase.state)) this.movePhase(phase, 'FAILED', now);
      else if (phase.state === 'QUEUED') this.movePhase(phase, 'SKIPPED', now);
    }
    for (const tier of this.tiers) {
      const failed = tier.state === 'IN_PROGRESS' || tier.phases.some((phase) => phase.state === 'FAILED');
      if (tier.state === 'PENDING' || tier.state === 'IN_PROGRESS')
        this.moveTier(tier, failed ? 'FAILED' : 'SKIPPED', now);
    }
    this.failure = reason;
    this.moveRun(state);
    this.completedAt = now;
  }

  private movePhase(phase: Phase, to: PhaseState, now: number): void {
    this.written.phase.push(`phase/${phase.id} ${phase.state} → ${to}`);
    phase.state = to;
    if (to === 'EXECUTING' && phase.startedAt === null) phase.startedAt = now;
    if (ENDED.includes(to)) phase.completedAt = now;
  }

  private moveTier(tier: Tier, to: TierState, now: number): void {
    this.written.tier.push(`tier/${tier.id} ${tier.state} → ${to}`);
    tier.state = to;
    if (to === 'IN_PROGRESS') tier.startedAt = now;
    else tier.completedAt = now;
  }

  private moveRun(to: string): void {
    if (this.state === to) return;
    this.written.run.push(`run ${this.state} → ${to}`);
    this.state = to;
  }

  /** E1: phases, then tiers, then the run; the version is the seq of the last event. */
  private write(now: number, act: () => void): ModelAnswer {
    this.written = { phase: [], tier: [], run: [] };
    act();
    const events = [...this.written.phase, ...this.written.tier, ...this.written.run];
    this.version += events.length;
    this.changedAt = now;
    return { events };
  }

  private append(plan: ModelPlanTier): void {
    const tier: Tier = { id: plan.tierId, state: 'PENDING', phases: [], ciRuns: 0, startedAt: null, completedAt: null };
    tier.phases.push(...plan.phases.map((phase) => newPhase(phase, tier)));
    this.tiers.push(tier);
  }

  private sealed(): ModelAnswer | null {
    if (this.state === 'PLAN_BOOTSTRAP') return null;
    return { refused: [this.ended ? 'RUN_TERMINAL' : 'PLAN_SEALED'], current: this.state };
  }
}

const byKey = <Value>(map: ReadonlyMap<string, Value>): [string, Value][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1));

export interface ModelView {
  readonly backlog: readonly Record<string, unknown>[];
  readonly issues: readonly Record<string, unknown>[];
  readonly run: Record<string, unknown>;
  readonly tiers: readonly Record<string, unknown>[];
  readonly phases: readonly Record<string, unknown>[];
}

function newPhase(plan: ModelPlanPhase, tier: Tier): Phase {
  const known = plan.taskCategory === 'debt_cleanup' ? CLEANUP : CATEGORIES[plan.taskCategory ?? ''];
  const [maxAttempts, maxAudits, cap] = known ?? ANY_OTHER;
  return {
    ...{
      id: plan.phaseId,
      tier,
      state: 'QUEUED' as const,
      attempts: 0,
      audits: 0,
      tokens: 0,
      maxAttempts,
      maxAudits,
      cap,
    },
    ...{ issues: new Map<string, Issue>(), cleans: [] },
    ...{ note: null, startedAt: null, completedAt: null },
  };
}

/** The cap `max_phases`, P8, I1. */
function planFaults(plan: ModelStart, tiers: readonly ModelPlanTier[]): string[] {
  const phaseIds = tiers.flatMap((tier) => tier.phases.map(({ phaseId }) => phaseId));
  return [
    ...sizeFaults(plan, tiers.length, phaseIds.length),
    ...repeated(tiers.map(({ tierId }) => tierId)).map(() => 'INVALID_INPUT'),
    ...repeated(phaseIds).map(() => 'INVALID_INPUT'),
  ];
}

function sizeFaults(plan: ModelStart, tiers: number, phases: number): string[] {
  return [
    ...(phases > plan.maxPhases || tiers > plan.maxPhases ? ['PLAN_TOO_LARGE'] : []),
    ...(plan.singleTier && tiers > 1 ? ['INVALID_INPUT'] : []),
  ];
}

/** S9: no phase at all is one fault, else there is one for each empty tier. */
function incomplete(tiers: readonly { readonly phases: readonly unknown[] }[]): string[] {
  const empty = tiers.filter((tier) => tier.phases.length === 0);
  return empty.length === tiers.length ? ['INVALID_INPUT'] : empty.map(() => 'INVALID_INPUT');
}

const repeated = (ids: readonly string[]): string[] => ids.filter((id, i) => ids.indexOf(id) < i);
