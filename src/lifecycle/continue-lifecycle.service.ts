/** Continuing runs that ended as failed (P11): the new runs are written in one commit, and the files of those that they continue name them. */
import { Injectable } from '@nestjs/common';
import { cancelledWith, continueRefusal, decideContinue, type ContinuedRun } from '../domain/command/continue-run.js';
import { idTaken, projectNotFound, runNotFound } from '../domain/command/refusals.js';
import type { RunFacts } from '../domain/run/facts.js';
import { isWaiting } from '../domain/run/waiting.js';
import type { Refusal } from '../domain/shared/refusal.js';
import type { StartingPoint } from '../domain/work/starting-point.js';
import { CommandRunner, type Verdict } from './command-runner.js';
import { CommitHooks } from './commit-hooks.js';
import { ContinueFactsStore, type SeenContinued } from './continue-facts.store.js';
import { insertWrite } from './guarded-writes.js';
import type { StartedRuns } from './plan-lifecycle.service.js';
import { PolicyStore } from './policy.store.js';
import { Repositories } from './repositories.js';
import { staleVersion, type RunTarget } from './run-command.factory.js';
import { RunLifecycleService } from './run-lifecycle.service.js';

export interface ContinueAsked {
  /** Null: the next of `{id}-r2`, `{id}-r3` … that is free. */
  readonly newRunId: string | null;
  readonly tokenCap: number | null;
  readonly maxDurationMinutes: number | null;
  readonly withFollowers: boolean;
}

@Injectable()
export class ContinueLifecycleService {
  constructor(
    private readonly lifecycle: RunLifecycleService,
    private readonly runner: CommandRunner,
    private readonly facts: ContinueFactsStore,
    private readonly policies: PolicyStore,
    private readonly repositories: Repositories,
    private readonly hooks: CommitHooks,
  ) {}

  async continueRun(target: RunTarget, asked: ContinueAsked): Promise<StartedRuns> {
    const { result, errors, by } = await this.runner.run<SeenContinued, readonly RunFacts[]>({
      name: 'continueRun',
      key: target.key,
      read: () => this.facts.seen(target.runId, asked, target.key),
      decide: (seen) => this.decide(seen, target, asked),
      replay: async ({ remembered }) => (remembered?.runId && remembered.errors.length === 0 ? this.facts.made(remembered.runId) : []),
    });
    if (by !== 'write') return { runs: result, errors };
    await Promise.all(result.map((run) => this.lifecycle.followCommit(run)));
    await Promise.all(result.map((run) => this.hooks.committed(run.continuesRunId!)));
    const [first] = result;
    if (!first || !isWaiting(first)) return { runs: result, errors };
    // The run before it may have succeeded long ago.
    await this.lifecycle.releaseRun(first.runId);
    return { runs: await this.facts.made(first.runId), errors };
  }

  private async decide(seen: SeenContinued, target: RunTarget, asked: ContinueAsked): Promise<Verdict<readonly RunFacts[]>> {
    const [first, ...behind] = seen.line;
    if (!first) return refuse([runNotFound(target.runId)]);
    const { run } = first;
    const refusal = staleVersion(target, run) ?? continueRefusal(first);
    if (refusal) return refuse([refusal]);
    const { rulesetVersion, newRunId: runId, now } = seen;
    if (rulesetVersion === null) return refuse([{ ...projectNotFound(run.projectId), path: ['input', 'runId'] }]);

    const line = [first, ...(asked.withFollowers ? cancelledWith(behind) : [])];
    const ruleset = await this.policies.ruleset(run.projectId, rulesetVersion);
    const agedIssues = await this.policies.agedIssues(run.projectId, ruleset, run.asked);
    const point = await this.startingPoint(first, seen);
    const command = { ...asked, runId, start: 'start' in point ? point.start : null };
    const policy = { ruleset, agedIssues, server: this.policies.server };
    const decision = decideContinue(command, line, policy, { actor: 'operator', cause: 'continueRun', now });
    if (decision.outcome === 'needs-open-rows') throw new Error('A start has no open rows');
    if (decision.outcome === 'refused') return refuse(decision.errors);
    const runs = decision.change.map((made) => made.run);
    const taken = seen.takenIds.filter((id) => runs.some((made) => made.runId === id));
    if (taken.length > 0) return refuse(taken.map((id) => ({ ...idTaken(id), path: ['input', 'newRunId'] })));
    if ('refusal' in point) return refuse([point.refusal]);
    return { outcome: 'write', write: insertWrite(decision.change), result: runs };
  }

  /** The last snapshot, without one the same base; a run that never had a base starts where a new one would. */
  private async startingPoint(
    { run }: ContinuedRun,
    { repository, newRunId }: SeenContinued,
  ): Promise<{ readonly start: StartingPoint | null } | { readonly refusal: Refusal }> {
    const from = run.headCommit ?? run.baseCommit;
    if (repository === null) return from === null ? { start: null } : { refusal: noRepository(run) };
    const point = await this.repositories.get().startingPoint(repository, newRunId, from);
    return 'refusal' in point ? { refusal: { ...point.refusal, path: PATHS[point.refusal.code] ?? ['input', 'runId'] } } : point;
  }
}

/** A branch that stands in the way is in the way of the new id. */
const PATHS: Partial<Record<Refusal['code'], readonly string[]>> = { ALREADY_EXISTS: ['input', 'newRunId'] };

const noRepository = (run: RunFacts): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message: `Run "${run.runId}" had a repository, and its project "${run.projectId}" has none any more: its snapshots cannot be reached. Give the project its repository again.`,
  retryable: true,
  path: ['input', 'runId'],
});

const refuse = (errors: readonly Refusal[]): Verdict<readonly RunFacts[]> => ({ outcome: 'answer', errors, result: [] });
