/**
 * One run with its work in memory: claims, results, leases that run out, refs that move, decided by the pure decisions. Time does not pass unless a test moves it. How its rows are
 * kept, and the invariants that are asserted after every command, is in work-rows.ts.
 */
import type { CommandContext } from '../../../src/domain/decisions/change/change.js';
import { decideStart } from '../../../src/domain/decisions/start/start-run.js';
import { decideAuditorResult } from '../../../src/domain/decisions/work/auditor-result.js';
import { type Arrived, decideBuilderResult } from '../../../src/domain/decisions/work/builder-result.js';
import { decideCiResult } from '../../../src/domain/decisions/work/ci-result.js';
import { decideClaim } from '../../../src/domain/decisions/work/claim.js';
import { decideHeartbeat } from '../../../src/domain/decisions/work/heartbeat.js';
import {
  decideReturn,
  lookingAt,
  returning,
  toGoBack,
  waysBack,
} from '../../../src/domain/decisions/work/late-moves.js';
import { decideLeaseExpiry, decideRelease, decideWaitOver } from '../../../src/domain/decisions/work/lease-end.js';
import { decideRequestAudit } from '../../../src/domain/decisions/work/request-audit.js';
import { decideSettlement, type RefOutcome } from '../../../src/domain/decisions/work/settle-refs.js';
import type {
  AttemptFacts,
  AuditorResult,
  BuilderResult,
  CiReport,
  LeaseFacts,
} from '../../../src/domain/model/attempt.js';
import { BUDGET_DEFAULTS } from '../../../src/domain/model/limits.js';
import type { PhaseState } from '../../../src/domain/model/phase-state.js';
import type { PlannedTier } from '../../../src/domain/model/plan.js';
import type { RefIntent } from '../../../src/domain/model/ref-intent.js';
import type { SafetyProfile, WorkerRole } from '../../../src/domain/model/vocabulary.js';
import { flakyKey } from '../../../src/domain/rules/ci/flaky-issues.js';
import type { Ruleset } from '../../../src/domain/rules/ruleset/ruleset.js';
import { firstEntry } from '../../../src/domain/rules/work/queue.js';
import { aManualTransition, aStart, byClock, byOperator, START } from './builders.js';
import { v3 } from './strategies.js';
import { aBuilderResult, anAuditorResult, patchFacts, plannedTiers, type WorkPatch } from './work-builders.js';
import { type About, type Decide, WorkRows } from './work-rows.js';
import { frozen, type Outcome } from './world.js';

export interface WorkWorldOptions {
  readonly tiers?: readonly PlannedTier[];
  readonly rules?: Ruleset;
  readonly profile?: SafetyProfile;
  readonly repository?: boolean;
  readonly draft?: boolean;
  readonly tokenCap?: number;
  readonly minutes?: number;
}

type BuilderSends = Partial<Omit<BuilderResult, 'patch'>> & { readonly patch?: WorkPatch };
type AuditorSends = Partial<Omit<AuditorResult, 'patch'>> & { readonly patch?: WorkPatch };

const BASE = 'base';
const WORKERS: Record<WorkerRole, string> = { BUILDER: 'builder-1', AUDITOR: 'auditor-1', CI: 'ci-1' };

export class WorkWorld extends WorkRows {
  /** What a slow server is still about to do to refs. */
  slow: RefIntent | null = null;
  private isAway = false;

  static begin({
    tiers = plannedTiers([1]),
    rules = {},
    profile,
    repository = false,
    ...more
  }: WorkWorldOptions = {}): WorkWorld {
    const ruleset = v3(rules);
    const command = aStart({
      tiers,
      safetyProfile: profile ?? null,
      draft: more.draft ?? false,
      start: repository ? { repositoryPath: '/repositories/one.git', commit: BASE } : null,
      tokenCap: more.tokenCap ?? null,
      maxDurationMinutes: more.minutes ?? null,
    });
    const decision = decideStart(
      command,
      { ruleset, agedIssues: [], server: BUDGET_DEFAULTS },
      byOperator('startRun', START),
    );
    if (decision.outcome !== 'accepted') throw new Error(`No start: ${JSON.stringify(decision)}`);
    const { run, tiers: tierRows, phases, event, strategy } = decision.change;
    const world = new WorkWorld({ run, tiers: tierRows, phases }, { ruleset });
    world.strategy = strategy;
    world.append([event]);
    world.queue = firstEntry(run);
    world.assertRecomputable();
    return world;
  }

  wait(seconds: number): this {
    this.now = new Date(this.now.getTime() + seconds * 1_000);
    return this;
  }

  /** The next work for the worker, or null: what the queue offers, at its time (W1). */
  claim(role: WorkerRole, workerId = WORKERS[role]): AttemptFacts | null {
    if (this.queue?.role !== role || this.queue.readyAt > this.now) return null;
    const token = `token-${this.attempts.length + 1}`;
    let nothing = false;
    const outcome = this.onHead('claimWork', `${role.toLowerCase()}/${workerId}`, (facts, context) => {
      const decision = decideClaim(facts, { role, workerId }, { token, tokenHash: `hash of ${token}` }, context);
      nothing = decision === null;
      return decision ?? { outcome: 'refused', errors: [] };
    });
    if (nothing) throw new Error('The queue offers what cannot be claimed');
    return outcome.accepted && this.lease ? this.attempt(this.lease.attempt, this.lease.phaseId) : null;
  }

  /** A Builder's result, under the live lease or, late, under an earlier attempt's. */
  submit({ patch, ...sends }: BuilderSends = {}, number = this.leased('BUILDER').attempt): Outcome {
    const result = aBuilderResult({ ...sends, patch: patch?.name ?? null });
    const attempt = this.attempt(number);
    const arrived = this.arrived(result, patch, attempt);
    const keys = result.suggestedIssues.map((issue) => issue.issueKey);
    return this.onHead(
      'submitBuilderResult',
      `builder/${attempt.workerId}`,
      (facts, context) => decideBuilderResult(facts, arrived, context),
      { number, keys, patch },
    );
  }

  /** While the repository cannot be reached, nobody can say what a patch is. */
  whileAway(act: (world: this) => void): void {
    this.isAway = true;
    act(this);
    this.isAway = false;
  }

  /** Could a result of this attempt still be taken up (W4)? As the service asks. */
  canBeLate(number: number): boolean {
    const { state, work, phaseId } = this.headPhase;
    const attempt = this.attempts.find((one) => one.phaseId === phaseId && one.number === number);
    return attempt?.role === 'BUILDER' && attempt.state === 'EXPIRED' && state === 'QUEUED' && work.attempts === number;
  }

  audit({ patch, ...sends }: AuditorSends = {}): Outcome {
    const result = anAuditorResult({ ...sends, patch: patch?.name ?? null });
    const number = this.leased('AUDITOR').attempt;
    const attempt = this.attempt(number);
    const { candidate } = this.headPhase.work;
    const judged = patch ?? (candidate ? this.patches[`${attempt.phaseId}/${candidate.attempt}`] : undefined);
    const author = patch || !candidate ? attempt : this.attempt(candidate.attempt);
    const arrived = { ...this.arrived(result, judged, author), patchHash: patch?.name ?? null };
    const keys = result.issues.map((issue) => issue.issueKey);
    return this.onHead(
      'submitAuditorResult',
      `auditor/${attempt.workerId}`,
      (facts, context) => decideAuditorResult(facts, arrived, context),
      { number, keys, patch },
    );
  }

  /** A try of CI, under the live lease or from outside. */
  report(report: CiReport, { outside = false, changedFiles = [] as readonly string[] } = {}): Outcome {
    const number = outside ? null : this.leased('CI').attempt;
    const { commit } = this.headPhase.work.candidate ?? { commit: null };
    const arrived = {
      ...{
        report,
        resultHash: 'a report',
        changedFiles,
        baselineTests: this.baseline,
        expectsReport: false,
        promises: [],
      },
      tagObject: this.run.repositoryPath === null ? null : `tag of ${commit ?? this.run.headCommit}`,
    };
    const tests = ['a', 'b', 'c'].map(flakyKey);
    return this.onHead(
      'reportCiResult',
      number === null ? 'operator' : `ci/${this.attempt(number).workerId}`,
      (facts, context) => decideCiResult(outside ? { ...facts, attempt: null } : facts, arrived, context),
      { number, keys: [...tests, 'flaky_test__ci_run__failed_then_passed'] },
    );
  }

  /** A heartbeat: with new tokens it is a command, without it only renews the lease (W6). */
  heartbeat(tokensUsed: number | null = null): Outcome | null {
    const lease = this.lease!;
    if (tokensUsed === null || tokensUsed <= (lease.tokensTold ?? 0)) {
      const renewed = new Date(this.now.getTime() + lease.expirySeconds * 1_000);
      const expiresAt = renewed < lease.hardDeadlineAt ? renewed : lease.hardDeadlineAt;
      this.lease = frozen({ ...lease, expiresAt, beaten: true, tokensTold: lease.tokensTold ?? tokensUsed });
      return null;
    }
    return this.onHead('heartbeat', `${lease.role.toLowerCase()}/${lease.workerId}`, (facts, context) =>
      decideHeartbeat(facts, tokensUsed, context),
    );
  }

  giveBack(tokensUsed: number | null = 0, reason = 'going home'): Outcome {
    const { role, workerId } = this.lease!;
    return this.onHead('releaseLease', `${role.toLowerCase()}/${workerId}`, (facts, context) =>
      decideRelease(facts, { reason, tokensUsed }, context),
    );
  }

  /** The clock goes to the end of the lease and ends it (W3). */
  runOut(): Outcome {
    const { expiresAt } = this.lease!;
    if (expiresAt > this.now) this.now = expiresAt;
    return this.onHead('leaseExpiry', 'clock', decideLeaseExpiry);
  }

  /** The clock goes to the end of the wait for an Auditor or for CI, and ends it (V1). */
  waitOut(): Outcome {
    const { waitUntil } = this.queue!;
    if (waitUntil! > this.now) this.now = waitUntil!;
    return this.onHead('waitOver', 'clock', decideWaitOver);
  }

  /** The clock goes to the end of the pause, if there is one. */
  pauseOver(): this {
    const { notBefore } = this.headPhase;
    if (notBefore && notBefore > this.now) this.now = notBefore;
    return this;
  }

  /** The clock goes past the deadline, and ends the run (B5). */
  runDeadline(): Outcome {
    this.now = new Date(this.run.deadlineAt!.getTime() + 1);
    return this.expire(byClock(this.now));
  }

  requestAudit(phaseId = this.headPhase.phaseId, focus: string | null = 'the seams'): Outcome {
    this.assertSettled();
    const request = { focus, auditorProfile: null };
    return this.on(
      phaseId,
      byOperator('requestAudit', this.now),
      (facts, context) => decideRequestAudit(facts, request, context),
      {},
    );
  }

  /** A manual transition of the head, or of another phase. */
  pull(state: PhaseState, addTokens = 0, phaseId = this.headPhase.phaseId): Outcome {
    this.assertSettled();
    const { [phaseId]: charged = 0 } = this.manualTokens;
    const untouched = this.manualTokens;
    this.manualTokens = { ...untouched, [phaseId]: charged + addTokens };
    const outcome = this.transition(
      phaseId,
      aManualTransition(state, { addTokens }),
      byOperator('updatePhaseStatus', this.now),
    );
    if (!outcome.accepted) this.manualTokens = untouched;
    return outcome;
  }

  stop(): Outcome {
    return this.cancel('no longer wanted', byOperator('cancelRun', this.now));
  }

  /** What is about to be done to refs is done, and settled (G7); of a run that has ended, beside its story. */
  settle(how: 'reachable' | 'unreachable' = 'reachable'): Outcome {
    const intent = this.run.refIntent!;
    const unreachable = { at: 'unreachable', why: 'no such place' } as const;
    return this.settleAs(intent, how === 'unreachable' ? unreachable : this.repository.perform(intent));
  }

  /** A server settles what it has found. */
  settleAs(intent: RefIntent, outcome: RefOutcome): Outcome {
    if (this.run.completedAt === null) {
      return this.on(this.headPhase.phaseId, { actor: 'clock', cause: 'settleRefs', now: this.now }, (facts, context) =>
        decideSettlement(facts, intent, outcome, context),
      );
    }
    if (outcome.at === 'elsewhere') this.repository.differences.push(...outcome.refs);
    if (outcome.at !== 'unreachable') this.intendBesides(null);
    return { accepted: true, events: [] };
  }

  /** Of a run that has ended: beside its story. */
  private intendBesides(refIntent: RefIntent | null): void {
    this.rows = frozen({ ...this.rows, run: { ...this.run, refIntent } });
  }

  /** A server reads what is about to be done to refs, and is slow. */
  beSlow(): void {
    this.slow = this.run.refIntent;
  }

  /** The slow server's git does what it read. If it is too late for that, the server finds out, and looks again; `between` is what others do before it does. */
  comeLate(between: (world: this) => void = () => undefined): void {
    const late = this.slow!;
    this.slow = null;
    const outcome = this.repository.perform(late);
    between(this);
    if (JSON.stringify(this.run.refIntent) === JSON.stringify(late)) this.settleAs(late, outcome);
    else this.lookAgain(late);
  }

  /** As src/lifecycle/pipeline/ref-settlement.ts does. */
  private lookAgain(late: RefIntent): void {
    if (this.run.refIntent !== null) this.settle();
    const { run } = this;
    const ended = run.completedAt !== null;
    const phase = ended ? (this.phases.find((one) => one.phaseId === late.phaseId) ?? null) : this.headPhase;
    const back = waysBack(late, { run, phase });
    const moves = toGoBack(back, this.repository.perform(lookingAt(late, back)));
    if (moves.length === 0) return;
    const intent = returning(late, moves);
    if (ended) this.intendBesides(intent);
    else this.onHead('settleRefs', 'clock', (facts, context) => decideReturn(facts, intent, context));
    this.settle();
  }

  private onHead(cause: string, actor: CommandContext['actor'], decide: Decide, about: About = {}): Outcome {
    this.assertSettled();
    return this.on(this.headPhase.phaseId, { actor, cause, now: this.now }, decide, about);
  }

  private arrived<Result>(result: Result, patch: WorkPatch | undefined, author: AttemptFacts): Arrived<Result> {
    const repository = this.run.repositoryPath !== null;
    if (repository && this.isAway) {
      return {
        result,
        resultHash: 'a result',
        patchHash: patch?.name ?? null,
        patch: null,
        commit: null,
        unreachable: 'no such place',
      };
    }
    const commit =
      patch?.kind === 'good' && repository
        ? `${patch.name} by ${author.phaseId}/${author.number} on ${this.run.headCommit}`
        : null;
    return {
      result,
      resultHash: 'a result',
      patchHash: patch?.name ?? null,
      patch: patch ? patchFacts(patch, repository) : null,
      commit,
    };
  }

  private leased(role: WorkerRole): LeaseFacts {
    if (this.lease?.role !== role) throw new Error(`No ${role} holds a lease`);
    return this.lease;
  }

  /** As the service does: what is about to happen to refs comes before any other command (G7). */
  private assertSettled(): void {
    if (this.run.refIntent !== null && this.run.completedAt === null) throw new Error('Refs wait to be settled');
  }
}
