/** Back-tests of rulesets (X4). Reads what is recorded, a run at a time, plays it in a thread, and writes nothing. */
import { Injectable } from '@nestjs/common';

import { projectNotFound } from '../domain/decisions/change/refusals.js';
import type { Refusal } from '../domain/model/refusal.js';
import type { RunState } from '../domain/model/run-state.js';
import type { BacktestedRun } from '../domain/replay/back-test.js';
import type { PolicyToTest } from '../domain/replay/compiled-again.js';
import type { RecordedRun } from '../domain/replay/recorded-run.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import { PolicyStore } from '../lifecycle/facts/policy.store.js';
import { RequestedRulesets, RequestRefused } from '../lifecycle/facts/requested-rulesets.js';
import { ProjectsRepository } from '../projects/projects.repository.js';
import { type BacktestRulesetInput, DEFAULT_BACKTESTED } from './backtest.inputs.js';
import type { BacktestModel } from './backtest.model.js';
import { MOST_ROWS, type NamedRun, RecordedRunsRepository } from './recorded-runs.repository.js';
import { MOST_REPLAYS, ReplayPool, type ReplayThread } from './replay-pool.js';

@Injectable()
export class BacktestService {
  constructor(
    private readonly policies: PolicyStore,
    private readonly projects: ProjectsRepository,
    private readonly rulesets: RequestedRulesets,
    private readonly recorded: RecordedRunsRepository,
    private readonly pool: ReplayPool,
  ) {}

  /** `abandoned`: the client has gone away; the play is stopped. */
  async backtest(input: BacktestRulesetInput, abandoned: AbortSignal): Promise<BacktestModel> {
    try {
      const project = await this.projects.byId(input.projectId);
      if (!project) throw new RequestRefused([projectNotFound(input.projectId)]);
      const ruleset = await this.rulesets.of(input, input.projectId, project.rulesetVersion);
      const runIds = await this.runsOf(input);
      return answerOf(await this.played(runIds, { ruleset, server: this.policies.server }, abandoned));
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      return { ...answerOf([]), errors: error.refusals.map(toCommandError) };
    }
  }

  private async runsOf({ projectId, runIds, last }: BacktestRulesetInput): Promise<readonly string[]> {
    if (runIds == null) {
      const ended = await this.recorded.ended(projectId, null, last ?? DEFAULT_BACKTESTED);
      return ended.map(({ runId }) => runId);
    }
    const wanted = [...new Set(runIds)];
    const known = new Map((await this.recorded.named(wanted)).map((run) => [run.runId, run]));
    const faults = wanted.flatMap((runId) => faultOf(runId, known.get(runId), projectId, runIds.indexOf(runId)));
    if (faults.length > 0) throw new RequestRefused(faults);
    return wanted;
  }

  private async played(
    runIds: readonly string[],
    policy: PolicyToTest,
    abandoned: AbortSignal,
  ): Promise<BacktestedRun[]> {
    const thread = this.pool.acquire(abandoned);
    if (!thread) throw new RequestRefused([tooMany]);
    const runs: BacktestedRun[] = [];
    try {
      for (const runId of runIds) {
        abandoned.throwIfAborted();
        const recorded = await this.recorded.recorded(runId);
        // A run that was deleted meanwhile is left out.
        if (recorded !== null) runs.push(await playedOn(thread, runId, recorded, policy));
      }
      return runs;
    } finally {
      thread.release();
    }
  }
}

async function playedOn(
  thread: ReplayThread,
  runId: string,
  recorded: RecordedRun | { readonly tooLong: RunState },
  policy: PolicyToTest,
): Promise<BacktestedRun> {
  if ('tooLong' in recorded)
    return unknown(runId, recorded.tooLong, 'too_long', `It has more than ${MOST_ROWS} events, attempts or tries.`);
  const answer = await thread.backtest(recorded, policy);
  if (!('fault' in answer)) return answer;
  const end = recorded.events.findLast(({ subject, toState }) => subject === 'run' && toState !== null);
  return unknown(runId, end!.toState as RunState, 'replay_failed', `It cannot be played: ${answer.fault}`);
}

const unknown = (runId: string, before: RunState, code: string, message: string): BacktestedRun => ({
  ...{ runId, outcome: 'UNKNOWN_FROM_HERE', before, after: null, atSeq: 1 },
  reason: { code, message, source: 'X4' },
});

function faultOf(runId: string, run: NamedRun | undefined, projectId: string, index: number): Refusal[] {
  const path = ['input', 'runIds', String(index)];
  const missing = (message: string): Refusal[] => [
    { kind: 'not-found', code: 'NOT_FOUND', message, retryable: false, path },
  ];
  if (!run) return missing(`There is no run "${runId}".`);
  if (run.projectId === null)
    return missing(
      `Run "${runId}" was archived or deleted: its events are not in the database any more. "autopack archive show" reads its archive.`,
    );
  if (run.projectId !== projectId) return missing(`Run "${runId}" belongs to project "${run.projectId}".`);
  if (run.ended) return [];
  const message = `Run "${runId}" is ${run.state}: only a run that has ended can be played again.`;
  const [currentState, allowedStates] = [run.state!, []];
  return [
    { kind: 'transition', code: 'TRANSITION_REFUSED', message, retryable: true, path, currentState, allowedStates },
  ];
}

function answerOf(runs: BacktestedRun[]): BacktestModel {
  const count = (outcome: BacktestedRun['outcome']): number => runs.filter((run) => run.outcome === outcome).length;
  return {
    ...{ runs, same: count('SAME'), otherEnd: count('OTHER_END'), unknown: count('UNKNOWN_FROM_HERE') },
    errors: [],
  };
}

export const tooMany: Refusal = {
  kind: 'input',
  code: 'INVALID_INPUT',
  message: `${MOST_REPLAYS} back-tests or replays are running, and no more run at once: try again when one has ended.`,
  retryable: true,
  path: ['input'],
};
