/**
 * Removes refs that hold objects for runs that have ended (G9): a server that crashed between writing a commit and
 * moving its ref leaves them. Live runs release their own; refs of unknown runs may belong to another installation.
 */
import { Injectable } from '@nestjs/common';

import { RunSweeper } from '../common/run-sweeper.js';
import { GitFailure, GitUnavailable } from '../git/git-errors.js';
import { GitRepository } from '../git/git-repository.js';
import { HeldRepository } from './held.repository.js';

const EVERY_MS = 600_000;
/** A promotion writes its commit for a run that has ended, and intends it a moment later. */
const YOUNG_MS = 600_000;

@Injectable()
export class HeldSweeper extends RunSweeper {
  constructor(private readonly held: HeldRepository) {
    super('HeldSweeper', EVERY_MS);
  }

  async tick(): Promise<void> {
    await this.each(await this.held.repositories(), (path) => this.look(path));
  }

  private async look(path: string): Promise<void> {
    try {
      const repository = await GitRepository.open(path);
      const old = (await repository.heldObjects(null)).filter(({ madeAt }) => Date.now() - madeAt.getTime() > YOUNG_MS);
      if (old.length === 0) return;
      const ended = await this.held.waitForNothing([...new Set(old.map(({ runId }) => runId))]);
      await repository.release(old.filter(({ runId }) => ended.has(runId)));
    } catch (error) {
      // A repository that is unreachable or locked is checked the next time.
      if (!(error instanceof GitFailure || error instanceof GitUnavailable)) throw error;
    }
  }
}
