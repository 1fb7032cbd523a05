/**
 * One run that is played: rows in memory, a virtual clock and virtual refs. Commands go through the decisions of the
 * server and land as the server's writes do. Nothing leaves this object.
 */
import type { CommandContext, RunChange } from '../../decisions/change/change.js';
import type { Decision, OpenRows } from '../../decisions/change/decision.js';
import { decideBaseChecked } from '../../decisions/run/base-checked.js';
import { decideExpiry } from '../../decisions/run/run-commands.js';
import { decideRelease } from '../../decisions/start/release-run.js';
import type { NewRun } from '../../decisions/start/start-run.js';
import type { WorkFacts } from '../../decisions/work/facts.js';
import { decideSettlement } from '../../decisions/work/settle-refs.js';
import type { WorkChange } from '../../decisions/work/work-change.js';
import type { AttemptFacts, CiTryFacts, LeaseFacts } from '../../model/attempt.js';
import type { BaseOutcome } from '../../model/base-check.js';
import type { PhaseFacts, RunFacts, TierFacts } from '../../model/facts.js';
import type { PhaseIssue } from '../../model/issue.js';
import type { Actor } from '../../model/run-event.js';
import type { Strategy } from '../../rules/strategy/strategy.js';
import { firstEntry, type QueueEntry } from '../../rules/work/queue.js';
import type { BacklogInMemory } from '../memory/backlog.js';
import { closedIssues, type IssueSources, recordedIssues } from '../memory/issue-rows.js';
import { RefsInMemory } from '../memory/refs.js';
import {
  changedRows,
  headOf,
  landedWork,
  NO_ROWS_OF_WORK,
  openRowsOf,
  type RowsOfRun,
  type RowsOfWork,
} from '../memory/run-rows.js';
import { workFactsOf } from '../memory/work-facts.js';

/** Where all virtual runs have their repository. */
export const VIRTUAL_START = { repositoryPath: '/virtual.git', commit: 'base' } as const;

type AnyChange = RunChange & Partial<WorkChange>;

export class VirtualRun implements RowsOfRun, RowsOfWork, IssueSources {
  run: RunFacts;
  tiers: readonly TierFacts[];
  phases: readonly PhaseFacts[];
  lease: LeaseFacts | null = null;
  attempts: readonly AttemptFacts[] = [];
  tries: readonly CiTryFacts[] = [];
  snapshots: RowsOfWork['snapshots'] = [];
  queue: QueueEntry | null = null;
  issues: readonly PhaseIssue[] = [];
  readonly strategy: Strategy;
  private readonly refs = new RefsInMemory();

  constructor(
    start: NewRun,
    readonly backlog: BacklogInMemory,
    /** The virtual clock. It only goes forward. */
    public now: Date,
  ) {
    if (!start.strategy) throw new Error('A draft cannot be played');
    this.run = start.run;
    this.tiers = start.tiers;
    this.phases = start.phases;
    this.strategy = start.strategy;
    Object.assign(this, NO_ROWS_OF_WORK);
    this.queue = firstEntry(this.run);
  }

  get ended(): boolean {
    return this.run.completedAt !== null;
  }

  /** The phase whose turn it is. */
  get head(): PhaseFacts {
    return headOf(this.phases) ?? this.phases.at(-1)!;
  }

  /** The run before it has succeeded (P10). */
  release(predecessorHead: string | null): void {
    const facts = { run: this.run, predecessorState: 'DONE_SUCCESS', predecessorHead } as const;
    this.land(this.withOpenRows((open) => decideRelease({ ...facts, open }, this.by('clock', 'releaseRun'))));
  }

  /** The clock passes the deadline (B5). */
  expire(): void {
    const { deadlineAt } = this.run;
    if (deadlineAt === null) throw new Error('A run that has begun has a deadline');
    this.now = new Date(Math.max(deadlineAt.getTime() + 1, this.now.getTime()));
    this.land(this.withOpenRows((open) => decideExpiry({ run: this.run, open }, this.by('clock', 'deadline'))));
  }

  /** CI has judged the base commit (V6). */
  baseChecked(outcome: BaseOutcome): void {
    this.land(
      this.withOpenRows((open) => decideBaseChecked({ run: this.run, open }, outcome, this.by('clock', 'baseCheck'))),
    );
    if (!this.ended && this.queue === null) this.queue = firstEntry(this.run);
  }

  /** What is about to be done to refs is done and settled (G7). */
  settle(): void {
    const intent = this.run.refIntent;
    if (intent === null) return;
    const outcome = this.refs.perform(intent);
    if (this.ended) this.run = { ...this.run, refIntent: null };
    else this.onHead('settleRefs', 'clock', (facts, context) => decideSettlement(facts, intent, outcome, context));
  }

  /** A command about the head's work. Answers whether it was accepted; null and `refused` are not. */
  onHead<Change extends WorkChange>(
    cause: string,
    actor: Actor,
    decide: (facts: WorkFacts, context: CommandContext) => Decision<Change> | null,
    keys: readonly string[] = [],
  ): boolean {
    const { phaseId } = this.head;
    const context = this.by(actor, cause);
    const facts = workFactsOf(this, phaseId, { number: this.lease?.attempt ?? null, keys });
    const first = decide(facts, context);
    if (first === null) return false;
    return this.land(first.outcome === 'needs' ? decide({ ...facts, open: openRowsOf(this) }, context)! : first);
  }

  /** The row of the live lease is renewed, as heartbeats without new tokens do (W6). */
  renewLease(): void {
    const { lease } = this;
    if (!lease) return;
    const renewed = new Date(this.now.getTime() + lease.expirySeconds * 1_000);
    this.lease = { ...lease, expiresAt: renewed < lease.hardDeadlineAt ? renewed : lease.hardDeadlineAt, beaten: true };
  }

  private by(actor: Actor, cause: string): CommandContext {
    return { actor, cause, now: this.now };
  }

  private withOpenRows(decide: (open: OpenRows | null) => Decision): Decision {
    const first = decide(null);
    return first.outcome === 'needs' ? decide(openRowsOf(this)) : first;
  }

  private land(decision: Decision<AnyChange>): boolean {
    if (decision.outcome === 'needs') throw new Error(`A decision lacks facts: ${decision.need.what}`);
    if (decision.outcome !== 'accepted') return false;
    const { change } = decision;
    const succeeds = change.run.state === 'DONE_SUCCESS' && this.run.state !== 'DONE_SUCCESS';
    Object.assign(this, landedWork(this, change), changedRows(this, change));
    if (change.issues && change.issues.length > 0) {
      this.issues = recordedIssues(this.issues, { issues: change.issues });
      this.backlog.write(change.entries ?? [], change.sightings ?? []);
    }
    if (change.closing) {
      this.issues = closedIssues(this.issues, change.closing);
      this.backlog.resolve(change.closing.resolvedKeys, change.run.changedAt);
    }
    if (succeeds) this.backlog.succeed(change.run.changedAt);
    return true;
  }
}
