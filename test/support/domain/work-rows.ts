/**
 * The rows of one run and its work in memory, as src/database/work-writes.ts keeps them: what a decision reads, and what its change makes of leases, attempts,
 * tries and the queue. After every change all invariants of the rows are asserted: see work-invariants.ts.
 */
import type { CommandContext, RunChange } from '../../../src/domain/decisions/change/change.js';
import type { Decision, OpenRows } from '../../../src/domain/decisions/change/decision.js';
import type { WorkFacts } from '../../../src/domain/decisions/work/facts.js';
import type { SnapshotFacts, WorkChange } from '../../../src/domain/decisions/work/work-change.js';
import type { AttemptFacts, CiTryFacts, LeaseFacts } from '../../../src/domain/model/attempt.js';
import type { PhaseFacts } from '../../../src/domain/model/facts.js';
import type { RunEvent } from '../../../src/domain/model/run-event.js';
import { DEFAULT_ISSUE_RULES } from '../../../src/domain/rules/issue/default-rules.js';
import type { QueueEntry } from '../../../src/domain/rules/work/queue.js';
import { Backlog } from './backlog.js';
import { START } from './builders.js';
import type { WorkPatch } from './work-builders.js';
import { assertWork, type WorkRowsOfRun } from './work-invariants.js';
import { WorkRepository } from './work-repository.js';
import { type AnyChange, frozen, type Outcome, World } from './world.js';

export type Decide = (facts: WorkFacts, context: CommandContext) => Decision<WorkChange>;

export class WorkRows extends World {
  now = START;
  lease: LeaseFacts | null = null;
  attempts: readonly AttemptFacts[] = [];
  tries: readonly CiTryFacts[] = [];
  snapshots: readonly SnapshotFacts[] = [];
  queue: QueueEntry | null = null;
  repository = new WorkRepository();
  /** Tokens charged with manual transitions, by phase. */
  manualTokens: Readonly<Record<string, number>> = {};
  /** Every decision once, and rows not recomputed from events: for explorations, which make hundreds of thousands of them. */
  quick = false;
  /** A fault to be found: what a decision would write is changed before it is written. */
  sabotage: (<Change extends RunChange>(change: Change) => Change) | null = null;
  protected patches: Readonly<Record<string, WorkPatch>> = {};
  private before: WorkRowsOfRun | null = null;
  protected baseline: number | null = null;

  get headPhase(): PhaseFacts {
    return this.head() ?? this.phases.at(-1)!;
  }

  attempt(number: number, phaseId = this.headPhase.phaseId): AttemptFacts {
    return this.attempts.find((one) => one.phaseId === phaseId && one.number === number)!;
  }

  /** A copy that continues from here. */
  fork(): this {
    const copy = Object.assign(Object.create(Object.getPrototypeOf(this) as object) as this, this);
    const own = {
      events: [...this.events],
      stored: [...this.stored],
      backlog: this.backlog.all.length > 0 ? cloned(this.backlog) : new Backlog(),
    };
    return Object.assign(copy, own, { repository: new WorkRepository(this.repository) });
  }

  protected override withOpenRows<Change>(decide: (open: OpenRows | null) => Decision<Change>): Decision<Change> {
    if (!this.quick) return super.withOpenRows(decide);
    const first = decide(null);
    return first.outcome === 'needs' ? decide(this.openRows()) : first;
  }

  protected override append(events: readonly RunEvent[]): void {
    if (this.quick) this.events.push(...events);
    else super.append(events);
  }

  protected override assertRecomputable(): void {
    if (!this.quick) super.assertRecomputable();
  }

  protected override commit(decision: Decision<AnyChange>): Outcome {
    const { run, tiers, phases, attempts, tries } = this;
    this.before = { run, tiers, phases, attempts, tries };
    if (decision.outcome !== 'accepted' || !this.sabotage) return super.commit(decision);
    return super.commit({ ...decision, change: this.sabotage(decision.change) });
  }

  /** The rows of work follow as the one statement of the database makes them: rows that the command itself writes are left alone by what follows from others. */
  protected override landed(change: AnyChange): void {
    const work = change as Partial<WorkChange>;
    const written = frozen(work.attempts ?? []);
    const { lease } = this;
    const isLeft = (phase: PhaseFacts) => phase.phaseId === lease?.phaseId && phase.work.holder === null;
    if (lease && (change.run.completedAt !== null || change.phases.some(isLeft))) {
      this.lease = null;
      this.attempts = this.attempts.map((one) =>
        isSame(one)({ phaseId: lease.phaseId, number: lease.attempt }) &&
        one.state === 'LEASED' &&
        !written.some(isSame(one))
          ? frozen({ ...one, state: 'STOPPED', endedAt: change.run.changedAt })
          : one,
      );
    }
    if (work.lease && change.run.completedAt === null) this.lease = frozen(work.lease);
    const kept = this.attempts.map((one) => written.find(isSame(one)) ?? one);
    this.attempts = [...kept, ...written.filter((one) => !this.attempts.some(isSame(one)))];
    this.tries = [...this.tries, ...frozen(work.tries ?? [])];
    this.snapshots = [...this.snapshots, ...frozen(work.snapshots ?? [])];
    this.baseline = this.snapshots.at(-1)?.executed ?? null;
    if (change.queue !== undefined) this.queue = frozen(change.queue);
    assertWork(this, this.before!);
  }

  protected on(phaseId: string, context: CommandContext, decide: Decide, about: About = {}): Outcome {
    const facts = this.workFacts(phaseId, about);
    const outcome = this.commit(this.withOpenRows((open) => decide({ ...facts, open }, context)));
    if (outcome.accepted && about.patch && about.number)
      this.patches = { ...this.patches, [`${phaseId}/${about.number}`]: about.patch };
    return outcome;
  }

  /** As src/lifecycle/facts/work-facts.store.ts reads them. */
  private workFacts(
    phaseId: string,
    { number = this.lease?.attempt ?? null, keys = [] }: About,
  ): Omit<WorkFacts, 'open'> {
    const phase = this.phase(phaseId);
    const head = this.head();
    const inCi = phase.state === 'CI_RUNNING';
    const { candidate } = phase.work;
    const of = (wanted: number | null) =>
      this.attempts.find((one) => one.phaseId === phaseId && one.number === wanted) ?? null;
    return {
      ...{ run: this.run, phase, tier: this.tier(phase.tierId), head },
      behindHeadIndex: inCi && head?.phaseId === phaseId ? this.behind(phase) : null,
      closing: inCi ? this.closing(phase) : null,
      strategy: this.strategy!.phases.find((one) => one.phaseId === phaseId)!,
      policies: this.strategy!.policies,
      lease: this.lease?.phaseId === phaseId ? this.lease : null,
      attempt: number === null ? null : of(number),
      candidate: candidate && of(candidate.attempt),
      tries: inCi
        ? this.tries.filter(
            (one) => one.phaseId === phaseId && one.round === phase.round && one.attempt === (candidate?.attempt ?? 0),
          )
        : [],
      known: new Map(keys.map((key) => [key, this.knownIssue(phase, key)])),
      rules: this.strategy ? this.issueRules() : DEFAULT_ISSUE_RULES,
    };
  }
}

export interface About {
  readonly number?: number | null;
  readonly keys?: readonly string[];
  readonly patch?: WorkPatch | undefined;
}

const isSame = (a: Pick<AttemptFacts, 'phaseId' | 'number'>) => (b: Pick<AttemptFacts, 'phaseId' | 'number'>) =>
  a.phaseId === b.phaseId && a.number === b.number;

const cloned = (backlog: Backlog): Backlog =>
  Object.setPrototypeOf(structuredClone({ ...backlog }), Backlog.prototype) as Backlog;
