/**
 * The only writer of state: every command on a run that exists comes through here (plans: plan-lifecycle.service.ts). It reads facts, asks
 * the domain, writes once, and then tells the hooks, so that a caller is answered after the run's files show the change.
 */
import { Injectable } from '@nestjs/common';
import { decideLever, type LeverCommand } from '../domain/command/lever.js';
import { decideRecordIssues } from '../domain/command/record-issues.js';
import { partNotFound } from '../domain/command/refusals.js';
import { decideRelease } from '../domain/command/release-run.js';
import { decideCancel, decideExpiry } from '../domain/command/run-commands.js';
import { DEFAULT_ISSUE_RULES } from '../domain/issue/default-rules.js';
import type { IssueReport } from '../domain/issue/issue.js';
import { isPhaseTerminal } from '../domain/phase/phase-state.js';
import { awaitsBaseCheck } from '../domain/run/awaits-base-check.js';
import type { RunFacts } from '../domain/run/facts.js';
import type { Refusal } from '../domain/shared/refusal.js';
import type { Answer } from './answer.js';
import { CommandRunner } from './command-runner.js';
import { CommitHooks } from './commit-hooks.js';
import { FactsStore, type Seen } from './facts.store.js';
import { IssueFactsStore } from './issue-facts.store.js';
import { Repositories } from './repositories.js';
import { RunCommandFactory, type RunCommandSpec, type RunTarget } from './run-command.factory.js';

@Injectable()
export class RunLifecycleService {
  constructor(
    private readonly runner: CommandRunner,
    private readonly commands: RunCommandFactory,
    private readonly facts: FactsStore,
    private readonly issueFacts: IssueFactsStore,
    private readonly hooks: CommitHooks,
    private readonly repositories: Repositories,
  ) {}

  /** Moves one phase: the lever (W11). */
  async movePhase(target: RunTarget & { phaseId: string }, command: LeverCommand): Promise<Answer> {
    const { runId, phaseId, key } = target;
    const reads = { endsPhase: isPhaseTerminal(command.state), completes: command.state === 'COMPLETE' };
    return this.execute(target, {
      name: 'updatePhaseStatus',
      goesOnWithoutRefs: command.state === 'FAILED',
      endsAtDeadline: true,
      read: () => this.facts.phase(runId, phaseId, reads, key),
      decide: ({ run, phase, tier, head, behindHeadIndex, closing }, occasion, open) =>
        phase && tier
          ? decideLever({ run, phase, tier, head, behindHeadIndex, closing, open }, command, occasion)
          : { outcome: 'refused', errors: [partNotFound(run, 'phase', phaseId)] },
      names: { phaseId },
    });
  }

  /** Records issues of a phase: phase issue, run index and backlog in one write (Q2). */
  async recordIssues(target: RunTarget & { phaseId: string }, reports: readonly IssueReport[]): Promise<Answer> {
    const { runId, phaseId, key } = target;
    const keys = [...new Set(reports.map((report) => report.issueKey))];
    return this.execute(target, {
      name: 'recordIssues',
      regardlessOfRefs: true,
      read: () => this.issueFacts.ofPhase({ runId, phaseId }, keys, DEFAULT_ISSUE_RULES.resolvedAfterRuns, key),
      decide: ({ run, phase, tier, known, rules }, occasion, open) =>
        phase && tier
          ? decideRecordIssues({ run, phase, tier, known, rules: rules ?? DEFAULT_ISSUE_RULES, open }, reports, occasion)
          : { outcome: 'refused', errors: [partNotFound(run, 'phase', phaseId)] },
      names: { phaseId },
    });
  }

  /** Ends a run as cancelled. */
  async cancelRun(target: RunTarget, reason: string): Promise<Answer> {
    return this.execute(target, {
      name: 'cancelRun',
      goesOnWithoutRefs: true,
      read: () => this.facts.run(target.runId, target.key),
      decide: ({ run }, occasion, open) => decideCancel({ run, open }, reason, occasion),
    });
  }

  /** Ends a run whose deadline has passed; any other is refused, and nothing happens (B5). */
  async expireRun(runId: string): Promise<Answer> {
    return this.execute(
      { runId, key: null, expectedRunVersion: null },
      {
        name: 'deadline',
        actor: 'clock',
        endsAtDeadline: true,
        regardlessOfRefs: true,
        read: () => this.facts.run(runId, null),
        decide: ({ run }, occasion, open) => decideExpiry({ run, open }, occasion),
      },
    );
  }

  /** Lets a waiting run begin, or ends it, if its predecessor has ended (P10); any other is refused, and nothing happens. */
  async releaseRun(runId: string): Promise<Answer> {
    return this.execute(
      { runId, key: null, expectedRunVersion: null },
      {
        name: 'predecessor',
        actor: 'clock',
        read: () => this.facts.waiting(runId),
        decide: ({ run, predecessorState, predecessorHead }, occasion, open) =>
          decideRelease({ run, predecessorState, predecessorHead, open }, occasion),
      },
    );
  }

  /** Deletes a run that has ended. The answer's run is the run as it was. */
  async deleteRun(target: RunTarget): Promise<Answer & { deletedRunId: string | null }> {
    const { result, errors, by } = await this.runner.run(this.commands.deletion(target, (runId) => this.releaseRun(runId)));
    if (by === 'write') {
      await this.hooks.deleted(target.runId);
      if (result.run && result.run.continuesRunId !== null) await this.hooks.committed(result.run.continuesRunId);
    }
    return { ...result, errors, deletedRunId: errors.length === 0 ? target.runId : null };
  }

  /** Guards a command that changes nothing of the run: `go` tells whether it shall be done now. */
  async guard(name: string, target: RunTarget): Promise<{ errors: readonly Refusal[]; go: boolean }> {
    const { errors, by } = await this.runner.run(this.commands.untouching(name, target));
    return { errors, go: errors.length === 0 && by === 'answer' };
  }

  /** Runs a command on a run that exists; answers when what follows its commit is done. */
  async execute<Facts extends Seen>(target: RunTarget, spec: RunCommandSpec<Facts>): Promise<Answer> {
    const prelude = {
      expire: async () => void (await this.expireRun(target.runId)),
      settleRefs: () => this.repositories.settle(target.runId),
    };
    const { result, errors, by } = await this.runner.run(this.commands.onRun(target, spec, prelude));
    if (by === 'write' && result.run) await this.followCommit(result.run);
    return { ...result, errors };
  }

  /** What follows the commit of a change: files and events, refs that are to move, CI on the base, the run that waited for this one. */
  async followCommit(run: RunFacts): Promise<void> {
    await this.hooks.committed(run.runId);
    // If the process dies before one of these, the sweeper finds the run.
    if (run.refIntent !== null) await this.repositories.settle(run.runId);
    if (awaitsBaseCheck(run)) await this.hooks.checkDue(run.runId);
    if (run.completedAt && run.nextRunId !== null) await this.releaseLine(run.nextRunId);
  }

  /**
   * The sweeper, or another server, may have ended this run between the commit and this: then the runs behind it may not have ended yet. They are followed
   * from here all the same, so that the caller is answered when the whole line is as P10 says.
   */
  private async releaseLine(runId: string): Promise<void> {
    const { run, errors } = await this.releaseRun(runId);
    if (errors.length > 0 && run?.completedAt && run.nextRunId !== null) await this.releaseLine(run.nextRunId);
  }
}
