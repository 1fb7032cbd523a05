/**
 * Continuing runs that ended as failed (P11): the new runs are written in one commit, and the files of those that they
 * continue name them.
 */
import { Injectable } from '@nestjs/common';

import { currentActor } from '../../common/acting.js';
import { needs, refused } from '../../domain/decisions/change/decision.js';
import { idTaken, projectNotFound, runNotFound } from '../../domain/decisions/change/refusals.js';
import {
  cancelledWith,
  type ContinuedRun,
  continueRefusal,
  decideContinue,
} from '../../domain/decisions/start/continue-run.js';
import type { NewRun, Policy } from '../../domain/decisions/start/start-run.js';
import type { RunFacts } from '../../domain/model/facts.js';
import type { Refusal } from '../../domain/model/refusal.js';
import { isWaiting } from '../../domain/model/waiting.js';
import { ContinueFactsStore, type SeenContinued } from '../facts/continue-facts.store.js';
import { PolicyStore } from '../facts/policy.store.js';
import type { Command } from '../pipeline/command.js';
import { CommitHooks } from '../pipeline/commit-hooks.js';
import { insertWrite } from '../pipeline/guarded-writes.js';
import type { RunTarget } from '../pipeline/on-run.js';
import { Pipeline } from '../pipeline/pipeline.js';
import { Repositories, type Start } from '../repositories/repositories.js';
import type { StartedRuns } from './plan-lifecycle.service.js';
import { RunLifecycleService } from './run-lifecycle.service.js';

export interface ContinueRequested {
  /** Null: the next of `{id}-r2`, `{id}-r3` … that is free. */
  readonly newRunId: string | null;
  readonly tokenCap: number | null;
  readonly maxDurationMinutes: number | null;
  readonly withFollowers: boolean;
}

interface SeenContinuation extends SeenContinued {
  readonly policy?: Policy;
  readonly start?: Start;
}

@Injectable()
export class ContinueLifecycleService {
  constructor(
    private readonly lifecycle: RunLifecycleService,
    private readonly pipeline: Pipeline,
    private readonly facts: ContinueFactsStore,
    private readonly policies: PolicyStore,
    private readonly repositories: Repositories,
    private readonly hooks: CommitHooks,
  ) {}

  async continueRun(target: RunTarget, requested: ContinueRequested): Promise<StartedRuns> {
    const { result, errors } = await this.pipeline.run(this.command(target, requested));
    return { runs: result, errors };
  }

  private command(
    { runId, key, expectedRunVersion }: RunTarget,
    requested: ContinueRequested,
  ): Command<SeenContinuation, readonly NewRun[], readonly RunFacts[]> {
    return {
      name: 'continueRun',
      key,
      expectedRunVersion,
      load: async (): Promise<SeenContinuation> => {
        const seen = await this.facts.seen(runId, requested, key);
        // What was read for a start under the key names the run that it created, not the one that is continued.
        return { ...seen, run: seen.line[0]?.run ?? null };
      },
      decide: (seen) => {
        const [first, ...behind] = seen.line;
        if (!first) return refused(runNotFound(runId));
        const refusal = continueRefusal(first);
        if (refusal) return refused(refusal);
        const { run } = first;
        const { rulesetVersion, newRunId, now, policy, start } = seen;
        if (rulesetVersion === null) return refused({ ...projectNotFound(run.projectId), path: ['input', 'runId'] });
        if (!policy || !start) return needs({ what: 'policy' });

        const line = [first, ...(requested.withFollowers ? cancelledWith(behind) : [])];
        const command = { ...requested, runId: newRunId, start: 'start' in start ? start.start : null };
        const decision = decideContinue(command, line, policy, {
          actor: currentActor(),
          cause: 'continueRun',
          now,
        });
        if (decision.outcome !== 'accepted') return decision;
        const taken = seen.takenIds.filter((id) => decision.change.some((made) => made.run.runId === id));
        if (taken.length > 0) return refused(...taken.map((id) => ({ ...idTaken(id), path: ['input', 'newRunId'] })));
        return 'refusal' in start ? refused(start.refusal) : decision;
      },
      supply: async (_need, seen) => {
        const [first] = seen.line;
        const { run } = first!;
        const ruleset = await this.policies.ruleset(run.projectId, seen.rulesetVersion!);
        const agedIssues = await this.policies.agedIssues(run.projectId, ruleset, run.asked);
        const start = await this.startingPoint(first!, seen);
        return { facts: { ...seen, start, policy: { ruleset, agedIssues, server: this.policies.server } } };
      },
      persist: insertWrite,
      respond: (_seen, made) => (made ?? []).map(({ run }) => run),
      replay: async ({ remembered }) =>
        remembered?.runId && remembered.errors.length === 0 ? this.facts.made(remembered.runId) : [],
      follow: async (runs) => {
        await Promise.all(runs.map((run) => this.pipeline.follow(run)));
        await Promise.all(runs.map((run) => this.hooks.committed(run.continuesRunId!)));
        const [first] = runs;
        if (!first || !isWaiting(first)) return runs;
        // The run before it may have succeeded long ago.
        await this.lifecycle.releaseRun(first.runId);
        return this.facts.made(first.runId);
      },
    };
  }

  /** The last snapshot, without one the same base; a run that never had a base starts where a new one would. */
  private async startingPoint({ run }: ContinuedRun, { repository, newRunId }: SeenContinued): Promise<Start> {
    const from = run.headCommit ?? run.baseCommit;
    if (repository === null) return from === null ? { start: null } : { refusal: noRepository(run) };
    const point = await this.repositories.get().startingPoint(repository, newRunId, from);
    return 'refusal' in point
      ? { refusal: { ...point.refusal, path: PATHS[point.refusal.code] ?? ['input', 'runId'] } }
      : point;
  }
}

/** A branch that blocks the start blocks the new id. */
const PATHS: Partial<Record<Refusal['code'], readonly string[]>> = { ALREADY_EXISTS: ['input', 'newRunId'] };

const noRepository = (run: RunFacts): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message: `Run "${run.runId}" had a repository, and its project "${run.projectId}" has none any more: its snapshots cannot be reached. Give the project its repository again.`,
  retryable: true,
  path: ['input', 'runId'],
});
