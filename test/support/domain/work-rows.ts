/**
 * The rows of one run and its work in memory, as src/database/work-writes.ts keeps them: what a decision reads, and what its change makes of leases, attempts,
 * tries and the queue. After every change all invariants of the rows are asserted: see work-invariants.ts.
 */
import type { CommandContext, RunChange } from '../../../src/domain/decisions/change/change.js';
import type { Decision, OpenRows } from '../../../src/domain/decisions/change/decision.js';
import type { WorkFacts } from '../../../src/domain/decisions/work/facts.js';
import type { SnapshotFacts, WorkChange } from '../../../src/domain/decisions/work/work-change.js';
import { RefsInMemory } from '../../../src/domain/foresight/memory/refs.js';
import { landedWork } from '../../../src/domain/foresight/memory/run-rows.js';
import { workFactsOf } from '../../../src/domain/foresight/memory/work-facts.js';
import type { AttemptFacts, CiTryFacts, LeaseFacts } from '../../../src/domain/model/attempt.js';
import type { PhaseFacts } from '../../../src/domain/model/facts.js';
import type { RunEvent } from '../../../src/domain/model/run-event.js';
import type { QueueEntry } from '../../../src/domain/rules/work/queue.js';
import { Backlog } from './backlog.js';
import { START } from './builders.js';
import type { WorkPatch } from './work-builders.js';
import { assertWork, type WorkRowsOfRun } from './work-invariants.js';
import { type AnyChange, frozen, type Outcome, World } from './world.js';

export type Decide = (facts: WorkFacts, context: CommandContext) => Decision<WorkChange>;

export class WorkRows extends World {
  now = START;
  lease: LeaseFacts | null = null;
  attempts: readonly AttemptFacts[] = [];
  tries: readonly CiTryFacts[] = [];
  snapshots: readonly SnapshotFacts[] = [];
  queue: QueueEntry | null = null;
  repository = new RefsInMemory();
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
    return Object.assign(copy, own, { repository: new RefsInMemory(this.repository) });
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
    const { lease, attempts, tries, snapshots, queue } = landedWork(this, change as RunChange & Partial<WorkChange>);
    Object.assign(this, frozen({ lease, attempts, tries, snapshots, queue }));
    this.baseline = this.snapshots.at(-1)?.executed ?? null;
    assertWork(this, this.before!);
  }

  protected on(phaseId: string, context: CommandContext, decide: Decide, about: About = {}): Outcome {
    const facts = this.workFacts(phaseId, about);
    const outcome = this.commit(this.withOpenRows((open) => decide({ ...facts, open }, context)));
    if (outcome.accepted && about.patch && about.number)
      this.patches = { ...this.patches, [`${phaseId}/${about.number}`]: about.patch };
    return outcome;
  }

  private workFacts(phaseId: string, { number = this.lease?.attempt ?? null, keys = [] }: About): WorkFacts {
    return workFactsOf(this, phaseId, { number, keys });
  }
}

export interface About {
  readonly number?: number | null;
  readonly keys?: readonly string[];
  readonly patch?: WorkPatch | undefined;
}

const cloned = (backlog: Backlog): Backlog =>
  Object.setPrototypeOf(structuredClone({ ...backlog }), Backlog.prototype) as Backlog;
