/**
 * The path of a phase through one command about its work: tokens are charged first, then it takes its steps, and what
 * follows is written once. Every step after an attempt is decided here, so that one function answers "may it be tried
 * again?" (W9, B6, S6).
 */
import type { AttemptFacts, CiTryFacts, LeaseFacts } from '../../model/attempt.js';
import { MINUTE_MS, SECOND_MS } from '../../model/durations.js';
import type { PhaseFacts, RunFailure } from '../../model/facts.js';
import type { IssueReport } from '../../model/issue.js';
import type { PhaseState } from '../../model/phase-state.js';
import type { PhaseWork } from '../../model/phase-work.js';
import type { RefIntent } from '../../model/ref-intent.js';
import type { RunEventType } from '../../model/run-event.js';
import type { RunFailedState } from '../../model/run-state.js';
import { brokenBudget, cleanlinessReasons } from '../../rules/budget/budgets.js';
import { attemptFailure, environmentFailure, type Fault, withCause } from '../../rules/work/failures.js';
import { attemptsLeft, auditsLeft, MOST_ENVIRONMENT_FAILURES } from '../../rules/work/phase-turn.js';
import { cut } from '../../text/markdown.js';
import { ChangeRecorder, type CommandContext, type RunChange } from '../change/change.js';
import { accepted, type Decision, type DecisionNeed, needs, needsOpenRows } from '../change/decision.js';
import { endAsFailed } from '../change/end-run.js';
import { budgetFailure, uncleanFailure } from '../change/failures.js';
import { type ClosingFacts, closingOf, openIssues, stepPhase } from '../change/phase-step.js';
import { closingWith, NOTHING_REPORTED, type RecordedReports, recordReports } from '../issue/record-issues.js';
import type { WorkFacts } from './facts.js';
import type { SnapshotFacts, WorkChange } from './work-change.js';

/** Characters that are kept of why an attempt failed. */
const FAILURE_LENGTH = 1_000;
/** Refusals by policy that fail the phase (G2). */
const MOST_POLICY_REFUSALS = 2;

interface Ending {
  readonly to: RunFailedState;
  readonly failure: RunFailure;
}

export class PhaseTransition {
  readonly recorder: ChangeRecorder;
  private ending: Ending | null = null;
  private recorded: RecordedReports = NOTHING_REPORTED;
  private readonly attempts = new Map<number, AttemptFacts>();
  private readonly tries: CiTryFacts[] = [];
  private readonly snapshots: SnapshotFacts[] = [];
  private lease: LeaseFacts | null = null;
  private completed = false;
  /** The facts that the due step lacks: the command is decided again with them. */
  private lacking: DecisionNeed | 'tag' | null = null;

  constructor(
    readonly facts: WorkFacts,
    private readonly context: CommandContext,
  ) {
    this.recorder = new ChangeRecorder(facts.run, context);
  }

  get phase(): PhaseFacts {
    return this.recorder.phase(this.facts.phase);
  }

  get now(): Date {
    return this.context.now;
  }

  get ended(): boolean {
    return this.ending !== null;
  }

  inSeconds(seconds: number): Date {
    return new Date(this.now.getTime() + seconds * SECOND_MS);
  }

  inMinutes(minutes: number): Date {
    return new Date(this.now.getTime() + minutes * MINUTE_MS);
  }

  patch(values: Partial<Omit<PhaseFacts, 'state' | 'phaseId' | 'work'>>, work: Partial<PhaseWork> = {}): void {
    this.recorder.patchPhase(this.facts.phase, { ...values, work: { ...this.phase.work, ...work } });
  }

  /** Adds to the data of the phase's event. */
  addEventData(data: Record<string, unknown>): void {
    this.recorder.addEventData(this.facts.phase, data);
  }

  writeAttempt(attempt: AttemptFacts): void {
    this.attempts.set(attempt.number, attempt);
  }

  writeTry(ciTry: CiTryFacts): void {
    this.tries.push(ciTry);
  }

  writeLease(lease: LeaseFacts): void {
    this.lease = lease;
  }

  writeSnapshot(snapshot: SnapshotFacts): void {
    this.snapshots.push(snapshot);
  }

  /** Charges tokens to phase, tier and run (B1). */
  charge(tokens: number): void {
    if (tokens === 0) return;
    const { tier } = this.facts;
    this.patch({ tokensUsed: this.phase.tokensUsed + tokens });
    this.recorder.patchTier(tier, { tokensUsed: this.recorder.tier(tier).tokensUsed + tokens });
    this.recorder.patchRun({ tokensUsed: this.recorder.run.tokensUsed + tokens });
    this.addEventData({ tokens });
  }

  /** Records issues that the phase's present round reports (Q8). Once in a command. */
  report(reports: readonly IssueReport[]): RecordedReports {
    const facts = { ...this.facts, run: this.recorder.run, phase: this.phase };
    this.recorded = recordReports(this.recorder, facts, reports, this.now);
    if (this.recorded.eventData.length > 0) this.addEventData({ issues: this.recorded.eventData });
    return this.recorded;
  }

  /** Ends the run if a budget is broken now; then nothing else of the command is done (B3). */
  endIfBroken(): boolean {
    const broken = brokenBudget(this.recorder.run, this.phase, this.now);
    if (broken) this.end('DONE_FAILED_BUDGET_EXHAUSTED', budgetFailure(broken, this.phase));
    return this.ended;
  }

  /** What completing the phase closes, with what this command itself reports. */
  private get closing(): ClosingFacts | null {
    return closingWith(this.facts.closing, this.recorded, this.facts.phase.round);
  }

  /** Takes a step by the phase's table. */
  step(to: Exclude<PhaseState, 'FAILED'>): void {
    stepPhase(this.recorder, { ...this.facts, closing: this.closing }, to);
    this.completed ||= to === 'COMPLETE';
  }

  require(need: DecisionNeed): void {
    this.lacking = need;
  }

  /** The tag's message holds the issues as this command leaves them: it is requested at the end. */
  requireTag(): void {
    this.lacking = 'tag';
  }

  intend(refIntent: RefIntent): void {
    this.recorder.patchRun({ refIntent });
  }

  /**
   * An attempt failed by its own fault: what progress is measured by is kept, then the phase moves to the next
   * permitted state (W9).
   */
  attemptFailed(fault: Fault): void {
    const { lastPatchHash, lastFingerprint, lastFailure } = this.phase.work;
    const same = (before: string | null, now: string | null) => now !== null && now === before;
    const noProgress = same(lastPatchHash, fault.patchHash) || same(lastFingerprint, fault.fingerprint);
    // A patch that comes again says nothing new: what was found wrong with it the first time is the cause.
    const again = same(lastPatchHash, fault.patchHash) && lastFailure != null;
    this.patch(
      {},
      {
        ...{
          lastPatchHash: fault.patchHash,
          lastFingerprint: fault.fingerprint,
          environmentFailures: 0,
          avoidWorker: null,
        },
        lastFailure: again ? lastFailure : cut(fault.what, FAILURE_LENGTH),
      },
    );
    this.resume(noProgress ? { ...fault, noProgress: true } : fault);
  }

  /** The next state of the phase after a failed attempt, for every kind of failure (W9, G2, S6). */
  resume(fault: Fault): void {
    const { phase } = this;
    const tooOftenRefused = fault.policy && phase.work.policyRefusals >= MOST_POLICY_REFUSALS;
    const mustBeAudited = !this.facts.strategy.autoApply && !auditsLeft(phase);
    if (tooOftenRefused || mustBeAudited) return this.fail(fault);
    if (attemptsLeft(phase) && !fault.noProgress) return this.back();
    if (auditsLeft(phase)) return this.awaitAuditor();
    this.fail(fault);
  }

  /** Back to the queue for another attempt. */
  back(): void {
    if (this.phase.state !== 'QUEUED') this.step('QUEUED');
  }

  /**
   * The phase waits in GATE for an Auditor (W9). By the table an attempt that ends in CI uses up no audit here: the
   * claim does.
   */
  awaitAuditor(): void {
    const before = this.phase.auditorAttempts;
    if (this.phase.state !== 'GATE') this.step('GATE');
    this.patch(
      { auditorAttempts: before, waitUntil: this.inMinutes(this.facts.policies.audit.waitMinutes) },
      { auditDue: true },
    );
  }

  /** The phase waits in CI_RUNNING for a CI worker, or a report from outside (V1). */
  awaitCi(afterSeconds = 0): void {
    if (this.phase.state !== 'CI_RUNNING') this.step('CI_RUNNING');
    const from = this.inSeconds(afterSeconds);
    const waitUntil = new Date(from.getTime() + this.facts.policies.ci.waitMinutes * MINUTE_MS);
    this.patch({ notBefore: afterSeconds > 0 ? from : null, waitUntil }, { holder: null });
  }

  /**
   * A failure of the environment: it costs no attempt; after a pause the phase is offered again where it is, after the
   * third the run ends (B6).
   */
  environmentFailed(what: string, workerId: string | null): void {
    const pause = this.pauseAfter(what, workerId);
    if (pause === null) return;
    if (this.phase.state === 'CI_RUNNING') return this.awaitCi(pause);
    if (this.phase.state === 'GATE') {
      const notBefore = this.inSeconds(pause);
      const waitUntil = new Date(notBefore.getTime() + this.facts.policies.audit.waitMinutes * MINUTE_MS);
      return this.patch({ notBefore, waitUntil }, { holder: null, auditDue: true });
    }
    this.back();
    this.patch({ notBefore: this.inSeconds(pause) });
  }

  /** Counts a failure of the environment. Answers the seconds to pause; null: it was one too many, and the run ends. */
  pauseAfter(what: string, workerId: string | null): number | null {
    const failures = this.phase.work.environmentFailures + 1;
    this.addEventData({ environment: what });
    this.patch({}, { environmentFailures: failures, avoidWorker: workerId });
    if (failures >= MOST_ENVIRONMENT_FAILURES) {
      this.end('DONE_FAILED_ENVIRONMENT', environmentFailure(this.phase, what));
      return null;
    }
    const pauses = this.facts.policies.environment.pausesSeconds;
    return pauses[Math.min(failures, pauses.length) - 1] ?? 0;
  }

  /** Why the tier would refuse a green phase; empty when it accepts (B4). */
  uncleanReasons() {
    const { run, tier } = this.facts;
    if (run.safetyProfile !== 'SAFETY_CRITICAL') return [];
    return cleanlinessReasons({ ...this.recorder.tier(tier), ...openIssues(this.closing?.openInTier) });
  }

  failAsUnclean(reasons: ReturnType<PhaseTransition['uncleanReasons']>): void {
    const tier = this.recorder.tier(this.facts.tier);
    this.end('DONE_FAILED_REQUIRES_HUMAN_REVIEW', uncleanFailure(this.phase, tier, reasons));
  }

  fail(fault: Fault): void {
    this.end(
      fault.policy ? 'DONE_FAILED_POLICY_VIOLATION' : 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
      attemptFailure(this.phase, withCause(this.phase, fault)),
    );
  }

  end(to: RunFailedState, failure: RunFailure): void {
    this.ending ??= { to, failure };
  }

  /** The whole change; `type` names the event of a command that moved nothing. */
  finish(type: RunEventType): Decision<WorkChange> {
    const { facts, recorder, lacking } = this;
    if (!this.ending && lacking !== null && lacking !== 'tag') return needs(lacking);
    if (this.ending) {
      if (!facts.open) return needsOpenRows;
      endAsFailed(recorder, facts.open, this.ending.to, this.ending.failure);
    }
    if (!recorder.moved(facts.phase))
      recorder.noteWithoutMove(`phase/${facts.phase.phaseId}`, type, { tierId: facts.phase.tierId });
    recorder.patchTier(facts.tier, {});
    recorder.patchPhase(facts.phase, {});
    const change: RunChange = {
      ...recorder.finish(),
      ...(this.completed ? closingOf({ ...facts, closing: this.closing }) : {}),
    };
    if (!this.ending && lacking === 'tag') {
      const phase = change.phases.find(({ phaseId }) => phaseId === facts.phase.phaseId) ?? facts.phase;
      return needs({ what: 'tag', phase, issues: this.recorded.rows.issues });
    }
    return accepted({
      ...change,
      ...this.recorded.rows,
      lease: this.ended ? null : this.lease,
      attempts: [...this.attempts.values()].map((attempt) => this.asItEnds(attempt)),
      tries: this.tries,
      snapshots: this.snapshots,
    });
  }

  /** With the run every lease ends: an attempt that this command would leave at work is stopped (S6). */
  private asItEnds(attempt: AttemptFacts): AttemptFacts {
    return this.ended && attempt.state === 'LEASED' ? { ...attempt, state: 'STOPPED', endedAt: this.now } : attempt;
  }
}
