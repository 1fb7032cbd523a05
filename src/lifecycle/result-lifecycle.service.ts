/**
 * Results of Builders, Auditors and CI (W4 to W10, V1 to V5). A result is looked at before it is decided: git reads its patch, its texts become bodies on the disk once it is
 * accepted. One that comes when its lease is over changes nothing and is kept (W4).
 */
import { Injectable } from '@nestjs/common';
import type { Decision } from '../domain/command/decision.js';
import type { Occasion } from '../domain/command/change.js';
import type { PhaseFacts, RunFacts } from '../domain/run/facts.js';
import type { WorkerRole } from '../domain/shared/vocabulary.js';
import type { AttemptArtefact, AttemptFacts, AuditorResult, BuilderResult } from '../domain/work/attempt.js';
import { decideAuditorResult } from '../domain/work/auditor-result.js';
import { decideBuilderResult, type Arrived } from '../domain/work/builder-result.js';
import type { WorkFacts } from '../domain/work/facts.js';
import type { WorkChange } from '../domain/work/work-change.js';
import type { CommandKey } from './idempotency.js';
import { canBeTakenUp, go, isLive, spentToken, staleLease, unknownToken, wrongRole } from './lease-checks.js';
import { LateResults, type LateBodies } from './late-results.js';
import { InspectionDesk, type AppliedPatch } from './inspection-desk.js';
import { Repositories } from './repositories.js';
import { answer, noWorkRows, type Before, type FoundWork, type WorkSpec } from './work-command.factory.js';
import { actorOf } from './work-lifecycle.service.js';
import { WorkFactsStore } from './work-facts.store.js';
import { WorkRunner, type WorkAnswer } from './work-runner.js';

/** What a result brings besides its meaning. */
export interface Submission<Result> {
  readonly leaseToken: string;
  readonly result: Result;
  /** SHA-256 of its canonical content. */
  readonly resultHash: string;
  readonly patchHash: string | null;
  readonly key: CommandKey | null;
  /** Writes its texts below the run's directory; for a late result under its id. */
  bodies(
    attempt: AttemptFacts,
    run: RunFacts,
    phase: PhaseFacts,
    at: Date,
    lateResultId: string | null,
  ): Promise<readonly AttemptArtefact[]>;
  /** The text of an earlier patch of the phase, for an approval without one. */
  readPatch(runId: string, phaseId: string, attempt: number): Promise<string | null>;
}

@Injectable()
export class ResultLifecycleService {
  constructor(
    private readonly runner: WorkRunner,
    private readonly facts: WorkFactsStore,
    private readonly repositories: Repositories,
    private readonly late: LateResults,
  ) {}

  builder(submission: Submission<BuilderResult>): Promise<WorkAnswer> {
    const keys = submission.result.suggestedIssues.map((issue) => issue.issueKey);
    return this.submit('submitBuilderResult', 'BUILDER', submission, submission.result.patch, keys, decideBuilderResult);
  }

  auditor(submission: Submission<AuditorResult>): Promise<WorkAnswer> {
    const keys = submission.result.issues.map((issue) => issue.issueKey);
    return this.submit('submitAuditorResult', 'AUDITOR', submission, submission.result.patch, keys, decideAuditorResult);
  }

  private async submit<Result extends { readonly tokensUsed: number | null; readonly agent?: string }>(
    name: string,
    role: WorkerRole,
    submission: Submission<Result>,
    patch: string | null,
    issueKeys: readonly string[],
    decide: (facts: WorkFacts, arrived: Arrived<Result>, occasion: Occasion) => Decision<WorkChange>,
  ): Promise<WorkAnswer> {
    const { leaseToken, result, resultHash, patchHash, key } = submission;
    const distinct = [...new Set(issueKeys)];
    const desk = new InspectionDesk(this.repositories);
    const spec: WorkSpec = {
      name,
      key,
      actor: ({ attempt }) => actorOf(attempt!.role, attempt!.workerId),
      read: () => this.facts.of({ token: leaseToken }, key, distinct),
      missing: () => answer([unknownToken], noWorkRows),
      before: (found) => this.meets(found, role, resultHash, { tokensUsed: result.tokensUsed, bodies: submission.bodies }),
      decide: async (facts, occasion, found) => {
        const applied = await this.appliedPatch(facts, found, submission, patch);
        const inspected = await desk.look(facts.run, applied);
        const arrived = { result, resultHash, patchHash, ...inspected };
        const look = decide(facts, { ...arrived, commit: applied ? NO_COMMIT : null }, occasion);
        if (look.outcome !== 'accepted' || look.change.run.refIntent?.purpose !== 'APPLY') return look;
        // Only what is going to be applied becomes a commit: a refused patch leaves the repository as it was (G2).
        const commit = await desk.keep();
        const kept = 'id' in commit ? { commit: commit.id } : { commit: null, unreachable: commit.unreachable };
        return decide(facts, { ...arrived, ...kept }, occasion);
      },
      prepare: async (change, found) => {
        const attempt = change.attempts.find((each) => each.resultHash === resultHash);
        return attempt ? submission.bodies(attempt, found.run, found.phase, found.now, null) : [];
      },
    };
    try {
      return await this.runner.run(spec);
    } finally {
      await desk.clear();
    }
  }

  /** A live lease, or a Builder's that ran out and nobody took up (W4); anything else keeps the result and says so. */
  async meets(found: FoundWork, role: WorkerRole, resultHash: string, late: LateBodies): Promise<Before> {
    const wrong = wrongRole(found, role);
    if (wrong) return { refused: [wrong] };
    if (isLive(found) || canBeTakenUp(found)) return go;
    const { attempt } = found;
    if (attempt!.state === 'SUBMITTED') {
      return attempt!.resultHash === resultHash ? { answered: { ...noWorkRows, ...sameAgain(found) } } : { refused: [spentToken] };
    }
    return { refused: [staleLease(found, await this.late.keep(found, resultHash, late))] };
  }

  /** The patch that would be applied: the result's own, or the Builder's that an Auditor approves. */
  private async appliedPatch<Result extends { readonly agent?: string }>(
    { run, phase, candidate, attempt }: Omit<WorkFacts, 'open'>,
    { strategyHash }: FoundWork,
    submission: Submission<Result>,
    patch: string | null,
  ): Promise<AppliedPatch | null> {
    const own = submission.patchHash !== null;
    if (!own && attempt?.role !== 'AUDITOR') return null;
    const text = own ? patch : candidate && (await submission.readPatch(run.runId, phase.phaseId, candidate.number));
    if (text === null) return null;
    const author = own ? attempt! : candidate!;
    const origin = {
      phaseId: phase.phaseId,
      phaseName: phase.name,
      tierId: phase.tierId,
      attempt: author.number,
      agent: own ? (submission.result.agent ?? null) : author.agent,
      strategyHash,
      // The attempt's own instant, so that the commit is the same whenever it is made again (G7).
      at: author.startedAt,
    };
    return { text, origin };
  }
}

/** Stands for a commit that is made only if it is needed. */
const NO_COMMIT = '0'.repeat(40);

const sameAgain = ({ run, tier, phase, attempt }: FoundWork) => ({ run, tier, phase, attempt });
