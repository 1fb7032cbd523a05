/**
 * Looks at changes that are due (M3). Any number of servers may do so: a project, and with it its repository, belongs to
 * the one that took it until that has recorded what it saw, or its lease runs out. Projects do not wait for each other.
 */
import { Injectable } from '@nestjs/common';

import { concerning } from '../common/log-subject.js';
import { outageOf } from '../common/outages.js';
import { PlaceSweeper } from '../common/place-sweeper.js';
import { leftRemote } from '../domain/rules/forge/left-remote.js';
import { failedPauseMs } from '../domain/rules/forge/look-pauses.js';
import { ChangeLifecycleService } from '../lifecycle/promotion/change-lifecycle.service.js';
import { ForgeFault } from './api/forge.js';
import { ChangeLooker } from './change-look.js';
import { ForgeAccess } from './forge-access.js';
import { type DueChange, ForgePollRepository, type TakenProject } from './forge-poll.repository.js';

const EVERY_MS = 1_000;
const MOST_AT_ONCE = 4;
const MOST_CHANGES = 50;
/** After so long nothing new is begun: the lease is three times as long, for the look that was begun last. */
const LONGEST_POLL_MS = 60_000;

@Injectable()
export class ForgePoller extends PlaceSweeper {
  constructor(
    private readonly repository: ForgePollRepository,
    private readonly looker: ChangeLooker,
    private readonly lifecycle: ChangeLifecycleService,
    access: ForgeAccess,
  ) {
    super('Forges', EVERY_MS, MOST_AT_ONCE);
    // What is broken off is asked again when the lease has run out.
    this.stop.signal.addEventListener('abort', () => access.breakOff());
  }

  /** Begins to look at what is due; does not wait for forges. */
  async tick(): Promise<void> {
    if (await this.repository.hasDue()) await this.beginDue();
  }

  protected async takeDue(busy: readonly string[], places: number): Promise<void> {
    const taken = [...busy];
    for (let i = 0; i < places; i++) {
      const project = await this.repository.take(taken);
      if (!project) return;
      taken.push(project.projectId);
      this.begin(project.projectId, this.poll(project));
    }
  }

  /** Rejects only where something is not recorded: then it is looked at again. */
  private async poll(taken: TakenProject): Promise<boolean> {
    const until = performance.now() + LONGEST_POLL_MS;
    let pauseMs: number | null = null;
    for (const due of await this.repository.due(taken, MOST_CHANGES)) {
      if (this.isStopping || performance.now() > until) break;
      pauseMs = await this.look(due);
      if (pauseMs !== null) break;
    }
    await this.repository.release(taken, pauseMs);
    return false;
  }

  /** Answers how long the forge wants to be left alone; null: it does not. */
  private async look(due: DueChange): Promise<number | null> {
    const { change } = due;
    try {
      if (change.state === 'REQUESTED') mayBeOpened(due);
      const seen = await this.looker.look(change);
      if (!seen) return null;
      if (seen.state === 'MERGED') await this.lifecycle.recordMerged(due, seen);
      else await this.repository.settle(due, seen);
      return null;
    } catch (error) {
      const fault = error instanceof ForgeFault || error instanceof NotOpened ? error : this.unforeseen(due, error);
      // A server that stops leaves it to the next one.
      if (this.isStopping && fault.code === 'UNREACHABLE') return null;
      await this.failed(due, fault);
      return fault instanceof ForgeFault && fault.code === 'RATE_LIMITED' ? fault.retryAfterMs : null;
    }
  }

  /** A change that nobody can record must not keep the others of its project away. Throws what an outage makes. */
  private unforeseen({ change: { runId, projectId } }: DueChange, error: unknown): ForgeFault {
    if (outageOf(error)) throw error;
    this.logger.error(concerning(error, { runId, projectId }));
    return new ForgeFault('BROKEN', 'The look at the change failed in the server itself: its log says why.');
  }

  private async failed(due: DueChange, fault: ForgeFault | NotOpened): Promise<void> {
    const { runId, failures } = due.change;
    const isWaitedFor = fault instanceof NotOpened || fault.code === 'RATE_LIMITED';
    const pauseMs = failedPauseMs(failures + 1, fault instanceof ForgeFault ? fault.retryAfterMs : null);
    const { code, message } = fault;
    const state = await this.repository.settleFault(due, { code, message, pauseMs, isWaitedFor });
    const text = `The change of run ${runId} on its forge (${fault.code}): ${fault.message}`;
    if (state === 'GIVEN_UP') this.logger.warn(`${text} It is given up.`);
    else if (failures === 0 && !isWaitedFor) this.logger.warn(`${text} It is tried again.`);
    else this.logger.debug(text);
  }
}

/** The forge is not asked: the remote is no longer the project's, or does not have the branch yet. */
class NotOpened extends Error {
  constructor(
    readonly code: 'NOT_PUSHED' | 'NO_REMOTE',
    message: string,
  ) {
    super(message);
  }
}

function mayBeOpened({ change, pushed, remote }: DueChange): void {
  const left = leftRemote(change, remote);
  if (left !== null) throw new NotOpened('NO_REMOTE', left);
  if (pushed === change.headCommit) return;
  const message = `The branch "${change.head}" is not on the remote yet at the run's last snapshot; remote shows why.`;
  throw new NotOpened('NOT_PUSHED', message);
}
