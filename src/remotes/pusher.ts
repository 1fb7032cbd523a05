/**
 * Pushes what is due (M3). Any number of servers may do so: the push to a remote belongs to the one that took it, until
 * its outcome is recorded or the lease runs out. What was pushed and not recorded is pushed again, and nothing moves.
 * Remotes do not wait for each other, and no run waits for a remote.
 */
import { Injectable } from '@nestjs/common';

import { concerning } from '../common/log-subject.js';
import { PlaceSweeper } from '../common/place-sweeper.js';
import { LONGEST_PUSH_ERROR, type PushFault } from '../domain/model/remote.js';
import { faultOfWords } from '../domain/rules/remote/push-faults.js';
import { longestPauseAfterPush, pauseAfterPush } from '../domain/rules/remote/push-pauses.js';
import { GitFailure, GitUnavailable } from '../git/git-errors.js';
import { type RemoteAccess, RemoteFailure, RemoteRepository } from '../git/remote-repository.js';
import { CommandMetrics } from '../lifecycle/pipeline/command-metrics.js';
import { GitAccess } from './git-access.js';
import { failed, pushOnce } from './push-once.js';
import {
  type DuePush,
  type DueRef,
  PushingRepository,
  type PushOutcome,
  type RefOutcome,
} from './pushing.repository.js';
import { CredentialsFault } from './remote-credentials.js';
import { RemoteRefused } from './remote-reach.js';

/** Remotes; one that hangs takes a place until its time limit. */
const MOST_AT_ONCE = 16;
const RENEW_MS = 15_000;
const EVERY_MS = 1_000;

@Injectable()
export class Pusher extends PlaceSweeper {
  constructor(
    private readonly repository: PushingRepository,
    private readonly access: GitAccess,
    private readonly metrics: CommandMetrics,
  ) {
    super('Remotes', EVERY_MS, MOST_AT_ONCE);
  }

  /** Begins to push what is due; does not wait for remotes. */
  async tick(): Promise<void> {
    const { hasNew, hasDue } = await this.repository.look(this.busy);
    if (hasNew) await this.repository.collect();
    if (hasNew || hasDue) await this.beginDue();
  }

  protected async takeDue(busy: readonly string[], remotes: number): Promise<void> {
    for (const push of await this.repository.take(busy, remotes)) this.begin(push.projectId, this.push(push));
  }

  /** Rejects only where the outcome is not recorded: then it is pushed again. */
  private async push(push: DuePush): Promise<boolean> {
    const lost = new AbortController();
    const renewal = setInterval(() => {
      this.repository.renew(push).then(
        (isOurs) => isOurs || lost.abort(),
        () => undefined,
      );
    }, RENEW_MS);
    try {
      const outcome = await this.outcomeOf(push, AbortSignal.any([this.stop.signal, lost.signal]));
      if (lost.signal.aborted) return false;
      if (this.stop.signal.aborted && outcome.fault !== null) await this.repository.release(push);
      else {
        await this.repository.settle(push, outcome);
        this.metrics.pushes.count(outcome.fault === null ? 'PUSHED' : 'FAILED');
        this.note(push, outcome);
      }
      return false;
    } catch (error) {
      throw concerning(error, { projectId: push.projectId });
    } finally {
      clearInterval(renewal);
    }
  }

  private async outcomeOf(push: DuePush, stop: AbortSignal): Promise<PushOutcome> {
    const refs: RefOutcome[] = [];
    let access: RemoteAccess | null = null;
    try {
      access = await this.access.to(push.url, push.forge, stop);
      for (const [path, due] of byRepository(push.refs)) {
        const remote = await RemoteRepository.over(path, push.url, access, stop);
        try {
          refs.push(...(await pushOnce(remote, due)));
        } finally {
          await remote.close();
        }
      }
      return { refs, pauseMs: 0, fault: null, error: null, hasPushed: hasPushed(refs) };
    } catch (error) {
      const fault = faultOf(error);
      if (fault === null) throw error;
      if (fault === 'CREDENTIALS' && access) this.access.refused(access);
      const words = (error as Error).message.slice(0, LONGEST_PUSH_ERROR);
      const others = push.refs.filter((due) => !refs.some(({ runId, ref }) => runId === due.runId && ref === due.ref));
      return {
        refs: [...refs, ...others.map((due) => ({ ...failed(due, fault, words), pauseMs: 0 }))],
        pauseMs:
          error instanceof RemoteRefused
            ? longestPauseAfterPush(Math.random())
            : pauseAfterPush(push.failures + 1, Math.random()),
        ...{ fault, error: words, hasPushed: hasPushed(refs) },
      };
    }
  }

  /** The log names the project; git's words may name the address, which holds no secret. */
  private note({ projectId, failures }: DuePush, { fault, error, refs }: PushOutcome): void {
    if (fault !== null) {
      const text = `The remote of project "${projectId}" cannot be pushed to (${fault}), and it is tried again: ${error}`;
      if (failures === 0) this.logger.warn({ projectId }, text);
      else this.logger.debug({ projectId }, text);
    }
    for (const ref of refs)
      if (ref.state === 'CONFLICT')
        this.logger.warn({ runId: ref.runId, projectId }, `Project "${projectId}", run ${ref.runId}: ${ref.error}`);
  }
}

const hasPushed = (refs: readonly RefOutcome[]): boolean => refs.some(({ state }) => state === 'PUSHED');

function byRepository(refs: readonly DueRef[]): Map<string, DueRef[]> {
  const groups = new Map<string, DueRef[]>();
  for (const ref of refs) groups.set(ref.repositoryPath, [...(groups.get(ref.repositoryPath) ?? []), ref]);
  return groups;
}

/** Null: not a fault of the push, but ours or an outage. */
function faultOf(error: unknown): PushFault | null {
  if (error instanceof CredentialsFault) return error.fault;
  if (error instanceof RemoteFailure) return faultOfWords(error.message);
  return error instanceof GitUnavailable || error instanceof GitFailure ? 'LOCAL' : null;
}
