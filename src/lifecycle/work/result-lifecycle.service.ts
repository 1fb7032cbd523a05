/**
 * Results of Builders and Auditors (W4 to W10). A result is inspected before it is decided: git reads its patch; its
 * texts become files once it is accepted. A result after the end of its lease changes nothing and is kept (W4).
 */
import { Injectable } from '@nestjs/common';

import type { CommandContext } from '../../domain/decisions/change/change.js';
import { type Decision, needs, refused } from '../../domain/decisions/change/decision.js';
import { decideAuditorResult } from '../../domain/decisions/work/auditor-result.js';
import { type Arrived, decideBuilderResult } from '../../domain/decisions/work/builder-result.js';
import type { WorkFacts } from '../../domain/decisions/work/facts.js';
import type { WorkChange } from '../../domain/decisions/work/work-change.js';
import type { AttachmentFacts, AuditorResult, BuilderResult } from '../../domain/model/attempt.js';
import type { WorkerRole } from '../../domain/model/vocabulary.js';
import type { CommandKey } from '../facts/idempotency.js';
import type { WorkRows } from '../facts/rows.js';
import { type FoundWork, type SeenWork, WorkFactsStore } from '../facts/work-facts.store.js';
import { type LateFacts, meetsLease, unknownToken } from '../leases/lease-checks.js';
import { LeaseSparing } from '../leases/lease-sparing.js';
import type { Command } from '../pipeline/command.js';
import { workWrite } from '../pipeline/guarded-writes.js';
import { onWork } from '../pipeline/on-work.js';
import { Pipeline } from '../pipeline/pipeline.js';
import { type AppliedPatch, type Looked, PatchInspection } from '../repositories/patch-inspection.js';
import { Repositories } from '../repositories/repositories.js';
import { LateResults } from './late-results.js';
import { ofHolder, type WorkAnswer } from './work-lifecycle.service.js';

/** What every result contains, whatever the role. */
interface AnyResult {
  readonly patch: string | null;
  readonly tokensUsed: number | null;
  readonly agent?: string;
}

/** A result as it arrived: its values, parsed at the border, and its texts. */
export interface ArrivedResult<Result extends AnyResult> {
  readonly leaseToken: string;
  readonly result: Result;
  /** SHA-256 of its canonical content. */
  readonly resultHash: string;
  readonly patchHash: string | null;
  readonly key: CommandKey | null;
  /** Writes its texts below the run's directory; for a late result under its id. */
  keepTexts(work: FoundWork, at: Date, lateResultId: string | null): Promise<readonly AttachmentFacts[]>;
  /** The text of an earlier patch of the phase, for an approval without one. */
  readPatch(runId: string, phaseId: string, attempt: number): Promise<string | null>;
}

/** What the command reads, one after the other. */
interface SeenResult extends SeenWork, LateFacts {
  readonly inspected?: Looked;
  /** Null: git could not make it. */
  readonly commit?: string | null;
}

type Decide<Result> = (facts: WorkFacts, arrived: Arrived<Result>, context: CommandContext) => Decision<WorkChange>;

@Injectable()
export class ResultLifecycleService {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly facts: WorkFactsStore,
    private readonly repositories: Repositories,
    private readonly late: LateResults,
    private readonly sparing: LeaseSparing,
  ) {}

  builder(arrived: ArrivedResult<BuilderResult>): Promise<WorkAnswer> {
    const keys = arrived.result.suggestedIssues.map((issue) => issue.issueKey);
    return this.submit('submitBuilderResult', 'BUILDER', arrived, keys, decideBuilderResult);
  }

  auditor(arrived: ArrivedResult<AuditorResult>): Promise<WorkAnswer> {
    const keys = arrived.result.issues.map((issue) => issue.issueKey);
    return this.submit('submitAuditorResult', 'AUDITOR', arrived, keys, decideAuditorResult);
  }

  private async submit<Result extends AnyResult>(
    name: string,
    role: WorkerRole,
    arrived: ArrivedResult<Result>,
    issueKeys: readonly string[],
    decide: Decide<Result>,
  ): Promise<WorkAnswer> {
    const inspection = new PatchInspection(this.repositories);
    try {
      const command = this.command(name, role, arrived, [...new Set(issueKeys)], decide, inspection);
      const { result, errors, by } = await this.pipeline.run(command);
      return { ...result, errors, by };
    } finally {
      await inspection.discard();
    }
  }

  private command<Result extends AnyResult>(
    name: string,
    role: WorkerRole,
    arrived: ArrivedResult<Result>,
    issueKeys: readonly string[],
    decide: Decide<Result>,
    inspection: PatchInspection,
  ): Command<SeenResult, WorkChange, WorkRows> {
    const { leaseToken, result, resultHash, patchHash, key } = arrived;
    return onWork(this.pipeline, {
      name,
      key,
      actor: ofHolder,
      load: (): Promise<SeenResult> => this.facts.of({ token: leaseToken }, key, issueKeys),
      decide: (seen, context) => {
        if (!seen.work) return refused(unknownToken);
        const { work, open = null, inspected, commit } = seen;
        const before = meetsLease(seen, work, role, resultHash);
        if (before) return before;
        if (!inspected) return needs({ what: 'inspection' });
        const { patch, unreachable, wouldApply } = inspected;
        // Only what is going to be applied becomes a commit: a refused patch leaves the repository as it was (G2).
        const known = wouldApply ? commit : null;
        return decide({ ...work, open }, { result, resultHash, patchHash, patch, unreachable, commit: known }, context);
      },
      supply: (need, seen) =>
        this.sparing.during(need.what === 'late-result' ? null : seen.work!.lease, async () => {
          const work = seen.work!;
          if (need.what === 'late-result') {
            const lateResultId = await this.late.keep(work, seen.now, resultHash, result.tokensUsed, (id) =>
              arrived.keepTexts(work, seen.now, id),
            );
            return { facts: { ...seen, lateResultId } };
          }
          if (need.what === 'inspection') {
            return {
              facts: {
                ...seen,
                inspected: await inspection.look(work.run, await this.appliedPatch(seen, work, arrived)),
              },
            };
          }
          if (need.what !== 'commit') throw new Error(`A result needs ${need.what}`);
          const kept = await inspection.keep();
          if ('id' in kept) return { facts: { ...seen, commit: kept.id } };
          return { facts: { ...seen, commit: null, inspected: { ...seen.inspected!, unreachable: kept.unreachable } } };
        }),
      persist: async (change, { work, now }) => {
        const attempt = change.attempts.find((each) => each.resultHash === resultHash);
        const texts = attempt
          ? this.sparing.during(work!.lease, () => arrived.keepTexts({ ...work!, attempt }, now, null))
          : [];
        return workWrite(change, await texts);
      },
      follow: async (rows, { run }) => this.facts.settled(rows, await this.pipeline.follow(run)),
    });
  }

  /** The patch that would be applied: the result's own, or the Builder's that an Auditor approves. */
  private async appliedPatch<Result extends AnyResult>(
    { strategyHash }: SeenWork,
    { run, phase, candidate, attempt }: FoundWork,
    { patchHash, result, readPatch }: ArrivedResult<Result>,
  ): Promise<AppliedPatch | null> {
    const own = patchHash !== null;
    if (!own && attempt?.role !== 'AUDITOR') return null;
    const text = own ? result.patch : candidate && (await readPatch(run.runId, phase.phaseId, candidate.number));
    if (text === null) return null;
    const author = own ? attempt! : candidate!;
    const origin = {
      phaseId: phase.phaseId,
      phaseName: phase.name,
      tierId: phase.tierId,
      attempt: author.number,
      agent: own ? (result.agent ?? null) : author.agent,
      strategyHash,
      // The attempt's own instant, so that the commit is the same whenever it is made again (G7).
      at: author.startedAt,
    };
    return { text, origin };
  }
}
