/**
 * Commands on a run and manual commands on its phases: transitions, issues, its end (S1 to S9). Plans:
 * plan-lifecycle.service.ts; work: work-lifecycle.service.ts.
 */
import { Injectable } from '@nestjs/common';

import type { RunChange } from '../../domain/decisions/change/change.js';
import { accepted, needs, refused, unchanged } from '../../domain/decisions/change/decision.js';
import { partNotFound, runNotFound } from '../../domain/decisions/change/refusals.js';
import { decideRecordIssues } from '../../domain/decisions/issue/record-issues.js';
import { decideManualTransition, type ManualTransition } from '../../domain/decisions/run/manual-transition.js';
import { decideCancel, deletionRefusal } from '../../domain/decisions/run/run-commands.js';
import type { RunFacts } from '../../domain/model/facts.js';
import type { IssueReport } from '../../domain/model/issue.js';
import { isPhaseTerminal } from '../../domain/model/phase-state.js';
import type { Refusal } from '../../domain/model/refusal.js';
import { DEFAULT_ISSUE_RULES } from '../../domain/rules/issue/default-rules.js';
import { FactsStore } from '../facts/facts.store.js';
import { IssueFactsStore } from '../facts/issue-facts.store.js';
import { noRows, type Rows } from '../facts/rows.js';
import type { Seen } from '../facts/seen.js';
import { ClockCommands } from '../pipeline/clock-commands.js';
import type { Command } from '../pipeline/command.js';
import { CommitHooks } from '../pipeline/commit-hooks.js';
import { deleteWrite } from '../pipeline/guarded-writes.js';
import { onRun, type RunTarget } from '../pipeline/on-run.js';
import { Pipeline } from '../pipeline/pipeline.js';

/** What a command answers: the rows that it names, and why it was refused if it was. */
export interface Answer extends Rows {
  readonly errors: readonly Refusal[];
}

/** A run that is to be deleted; `released`: the run that waited for it has been released. */
interface SeenDeletion extends Seen {
  readonly released?: true;
}

@Injectable()
export class RunLifecycleService {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly clock: ClockCommands,
    private readonly facts: FactsStore,
    private readonly issueFacts: IssueFactsStore,
    private readonly hooks: CommitHooks,
  ) {}

  /** Manual transition of one phase (W11). */
  async movePhase(target: RunTarget & { phaseId: string }, command: ManualTransition): Promise<Answer> {
    const { runId, phaseId, key } = target;
    const reads = { endsPhase: isPhaseTerminal(command.state), completes: command.state === 'COMPLETE' };
    return this.answer(
      onRun(target, this.pipeline, {
        name: 'updatePhaseStatus',
        first: { deadline: 'decided', refs: command.state === 'FAILED' ? 'try' : 'settle' },
        load: () => this.facts.phase(runId, phaseId, reads, key),
        decide: ({ run, phase, tier, head, behindHeadIndex, closing, open = null }, context) =>
          phase && tier
            ? decideManualTransition({ run, phase, tier, head, behindHeadIndex, closing, open }, command, context)
            : refused(partNotFound(run, 'phase', phaseId)),
        names: { phaseId },
      }),
    );
  }

  /** Records issues of a phase: phase issue, run index and backlog in one write (Q2). */
  async recordIssues(target: RunTarget & { phaseId: string }, reports: readonly IssueReport[]): Promise<Answer> {
    const { runId, phaseId, key } = target;
    const keys = [...new Set(reports.map((report) => report.issueKey))];
    return this.answer(
      onRun(target, this.pipeline, {
        name: 'recordIssues',
        first: { refs: 'leave' },
        load: () => this.issueFacts.ofPhase({ runId, phaseId }, keys, DEFAULT_ISSUE_RULES.resolvedAfterRuns, key),
        decide: ({ run, phase, tier, known, rules, open = null }, context) =>
          phase && tier
            ? decideRecordIssues(
                { run, phase, tier, known, rules: rules ?? DEFAULT_ISSUE_RULES, open },
                reports,
                context,
              )
            : refused(partNotFound(run, 'phase', phaseId)),
        names: { phaseId },
      }),
    );
  }

  /** Ends a run as cancelled. */
  async cancelRun(target: RunTarget, reason: string): Promise<Answer> {
    return this.answer(
      onRun(target, this.pipeline, {
        name: 'cancelRun',
        first: { refs: 'try' },
        load: () => this.facts.run(target.runId, target.key),
        decide: ({ run, open = null }, context) => decideCancel({ run, open }, reason, context),
      }),
    );
  }

  /** Ends a run whose deadline has passed; for any other run it is refused, and nothing changes (B5). */
  async expireRun(runId: string): Promise<Answer> {
    return this.answer(this.clock.runExpiry(runId, this.pipeline));
  }

  /**
   * Lets a waiting run begin, or ends it, if its predecessor has ended (P10); any other run is refused, and nothing
   * changes.
   */
  async releaseRun(runId: string): Promise<Answer> {
    return this.answer(this.clock.release(runId, this.pipeline));
  }

  /** Deletes a run that has ended. The answer's run is the run as it was. */
  async deleteRun(target: RunTarget): Promise<Answer & { deletedRunId: string | null }> {
    const { result, errors } = await this.pipeline.run(this.deletion(target));
    return { ...result, errors, deletedRunId: errors.length === 0 ? target.runId : null };
  }

  /** Guards a command that changes nothing of the run: `go` decides whether it is done now. */
  async guard(
    name: string,
    { runId, key, expectedRunVersion }: RunTarget,
  ): Promise<{ errors: readonly Refusal[]; go: boolean }> {
    const { errors, by } = await this.pipeline.run<Seen, never, null>({
      name,
      key,
      expectedRunVersion,
      load: () => this.facts.run(runId, key),
      decide: ({ run }) => (run ? unchanged : refused(runNotFound(runId))),
      persist: (change) => change,
      respond: () => null,
    });
    return { errors, go: errors.length === 0 && by === 'answer' };
  }

  /** Runs a command, and answers with its errors beside the rows. */
  async answer<Facts extends Seen>(command: Command<Facts, RunChange, Rows>): Promise<Answer> {
    const { result, errors } = await this.pipeline.run(command);
    return { ...result, errors };
  }

  /**
   * Deletion has no events and no version of its own, but the same guards apply. The run that waits for this one is
   * released first (P10).
   */
  private deletion({ runId, key, expectedRunVersion }: RunTarget): Command<SeenDeletion, RunFacts, Rows> {
    return {
      name: 'deleteRun',
      key,
      expectedRunVersion,
      load: () => this.facts.run(runId, key),
      decide: ({ run, released }) => {
        const refusal = run ? deletionRefusal(run) : runNotFound(runId);
        if (refusal || !run) return refusal ? refused(refusal) : unchanged;
        return run.nextRunId !== null && !released ? needs({ what: 'release' }) : accepted(run);
      },
      supply: async (_need, seen) => {
        await this.releaseRun(seen.run!.nextRunId!);
        return { facts: { ...seen, released: true } };
      },
      persist: deleteWrite,
      respond: ({ run }) => ({ ...noRows, run }),
      follow: async (rows, { continuesRunId }) => {
        await this.hooks.deleted(runId);
        if (continuesRunId !== null) await this.hooks.committed(continuesRunId);
        return rows;
      },
    };
  }
}
