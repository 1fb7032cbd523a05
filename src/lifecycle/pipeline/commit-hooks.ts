/**
 * What follows a commit. The lifecycle announces every committed write here; features above it (files, events) listen.
 * A command answers after every hook has returned: a hook begins what may follow the answer, and is awaited for what
 * must not (F2). A hook cannot undo anything and must not fail: what it does can be lost, and is repaired from the rows
 * and the outbox.
 */
import { Injectable, Logger } from '@nestjs/common';

import { concerning, type LogSubject } from '../../common/log-subject.js';
import type { RunFacts } from '../../domain/model/facts.js';

/** The state of the run after the commit that matters to the hooks: whether it has ended. */
export type CommittedRun = Pick<RunFacts, 'completedAt'>;

export interface CommitHook {
  /**
   * Called after a write of the run is in the database; without `run` if the write changed only rows beside the run's
   * own. May be called concurrently, for one run too.
   */
  committed?(runId: string, run?: CommittedRun): Promise<void> | void;
  /** Called after the rows of a run were deleted. */
  deleted?(runId: string): Promise<void> | void;
  /**
   * Called after a write of the project itself, e.g. a published ruleset; what its runs write about it is not
   * announced.
   */
  projectChanged?(projectId: string): Promise<void> | void;
  /** Called when a run waits for CI on its base commit (V6) and its check may not exist yet. */
  checkDue?(runId: string): Promise<void> | void;
  /**
   * There may be work for workers that no write of a run here announces; `elsewhere`: another server said so, and hears
   * nothing of it from this one.
   */
  workDue?(where: 'here' | 'elsewhere'): void;
}

@Injectable()
export class CommitHooks {
  private readonly hooks: CommitHook[] = [];
  private readonly logger = new Logger('CommitHooks');

  add(hook: CommitHook): void {
    this.hooks.push(hook);
  }

  async committed(runId: string, run?: CommittedRun): Promise<void> {
    await this.report({ runId }, (hook) => hook.committed?.(runId, run));
  }

  async deleted(runId: string): Promise<void> {
    await this.report({ runId }, (hook) => hook.deleted?.(runId));
  }

  async projectChanged(projectId: string): Promise<void> {
    await this.report({ projectId }, (hook) => hook.projectChanged?.(projectId));
  }

  async checkDue(runId: string): Promise<void> {
    await this.report({ runId }, (hook) => hook.checkDue?.(runId));
  }

  workDue(where: 'here' | 'elsewhere'): void {
    for (const hook of this.hooks) hook.workDue?.(where);
  }

  private async report(subject: LogSubject, call: (hook: CommitHook) => Promise<void> | void): Promise<void> {
    const outcomes = await Promise.allSettled(this.hooks.map(async (hook) => call(hook)));
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') this.logger.error(concerning(outcome.reason, subject));
  }
}
