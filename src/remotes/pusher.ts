/**
 * Pushes what is due (M3). Any number of servers may do so: the push to a remote belongs to the one that took it, until
 * its outcome is recorded or the lease runs out. What was pushed and not recorded is pushed again, and nothing moves.
 * Remotes do not wait for each other, and no run waits for a remote.
 */
import { Inject, Injectable, Logger } from '@nestjs/common';

import { outageOf } from '../common/outages.js';
import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import { LONGEST_PUSH_ERROR, type PushFault } from '../domain/model/remote.js';
import { faultOfWords } from '../domain/rules/remote/push-faults.js';
import { pauseAfterPush } from '../domain/rules/remote/push-pauses.js';
import { GitFailure, GitUnavailable } from '../git/git-errors.js';
import { RemoteFailure, RemoteRepository } from '../git/remote-repository.js';
import { accessOf } from './git-access.js';
import { pushOnce } from './push-once.js';
import {
  type DuePush,
  type DueRef,
  PushingRepository,
  type PushOutcome,
  type RefOutcome,
} from './pushing.repository.js';
import { CredentialsFault, RemoteCredentials } from './remote-credentials.js';

const MOST_AT_ONCE = 4;
const RENEW_MS = 15_000;

@Injectable()
export class Pusher {
  private readonly logger = new Logger('Remotes');
  /** Projects that are pushed now, and the end of that. */
  private readonly pushing = new Map<string, Promise<void>>();
  private readonly stop = new AbortController();

  constructor(
    private readonly repository: PushingRepository,
    private readonly credentials: RemoteCredentials,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'remoteProtocols'>,
  ) {}

  /** Begins to push what is due; does not wait for remotes. */
  async tick(): Promise<void> {
    const { hasNew, hasDue } = await this.repository.look([...this.pushing.keys()]);
    if (hasNew) await this.repository.collect();
    if (hasNew || hasDue) await this.pushDue();
  }

  /** Ends when nothing is being pushed. */
  async idle(): Promise<void> {
    while (this.pushing.size > 0) await Promise.all(this.pushing.values());
  }

  /** Breaks off what is being pushed: another server, or this one after its start, goes on with it. */
  breakOff(): void {
    this.stop.abort();
  }

  private async pushDue(): Promise<void> {
    const room = MOST_AT_ONCE - this.pushing.size;
    if (room <= 0 || this.stop.signal.aborted) return;
    for (const push of await this.repository.take([...this.pushing.keys()], room)) {
      const done = this.push(push).finally(() => this.pushing.delete(push.projectId));
      this.pushing.set(push.projectId, done);
    }
  }

  /** Never rejects: what is not recorded is pushed again. */
  private async push(push: DuePush): Promise<void> {
    const lost = new AbortController();
    const renewal = setInterval(() => {
      this.repository.renew(push).then(
        (isOurs) => isOurs || lost.abort(),
        () => undefined,
      );
    }, RENEW_MS);
    try {
      const outcome = await this.outcomeOf(push, AbortSignal.any([this.stop.signal, lost.signal]));
      if (lost.signal.aborted) return;
      await this.repository.settle(push, outcome);
      this.report(push, outcome);
    } catch (error) {
      if (outageOf(error)) this.logger.debug(error);
      else this.logger.error(error);
    } finally {
      clearInterval(renewal);
    }
  }

  private async outcomeOf(push: DuePush, stop: AbortSignal): Promise<PushOutcome> {
    const refs: RefOutcome[] = [];
    try {
      const entry = await this.credentials.of(push.url);
      const access = accessOf(entry, push.forge, this.settings.remoteProtocols);
      for (const [path, due] of byRepository(push.refs)) {
        if (path === null) continue;
        const remote = await RemoteRepository.over(path, push.url, access, stop);
        try {
          refs.push(...(await pushOnce(remote, due)));
        } finally {
          await remote.close();
        }
      }
      const hasPushed = refs.some(({ state }) => state === 'PUSHED');
      return { refs, pauseMs: 0, fault: null, error: null, hasPushed };
    } catch (error) {
      const fault = faultOf(error);
      if (fault === null) throw error;
      const message = (error as Error).message.slice(0, LONGEST_PUSH_ERROR);
      // A server that stops leaves it to the next one, at once.
      const isStopped = this.stop.signal.aborted;
      return {
        refs,
        pauseMs: isStopped ? 0 : pauseAfterPush(push.failures + 1, Math.random()),
        ...(isStopped ? { fault: null, error: null } : { fault, error: message }),
        hasPushed: refs.some(({ state }) => state === 'PUSHED'),
      };
    }
  }

  /** The log names the project, never the address. */
  private report({ projectId, failures }: DuePush, { fault, error, refs }: PushOutcome): void {
    if (fault !== null) {
      const text = `The remote of project "${projectId}" cannot be pushed to (${fault}), and it is tried again: ${error}`;
      if (failures === 0) this.logger.warn(text);
      else this.logger.debug(text);
    }
    for (const ref of refs)
      if (ref.state === 'CONFLICT') this.logger.warn(`Project "${projectId}", run ${ref.runId}: ${ref.error}`);
  }
}

function byRepository(refs: readonly DueRef[]): Map<string | null, DueRef[]> {
  const groups = new Map<string | null, DueRef[]>();
  for (const ref of refs) groups.set(ref.repositoryPath, [...(groups.get(ref.repositoryPath) ?? []), ref]);
  return groups;
}

/** Null: not a fault of the push, but ours or an outage. */
function faultOf(error: unknown): PushFault | null {
  if (error instanceof CredentialsFault) return 'CONFIGURATION';
  if (error instanceof RemoteFailure) return faultOfWords(error.message);
  return error instanceof GitUnavailable || error instanceof GitFailure ? 'LOCAL' : null;
}
