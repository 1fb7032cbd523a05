/**
 * Periodic background work on runs, from the start of the process to its end. A run whose work fails must not delay the
 * others.
 */
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';

import { concerning } from './log-subject.js';
import { outageOf } from './outages.js';
import { Sweep } from './sweep.js';

export abstract class RunSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  protected readonly logger: Logger;
  private readonly sweep: Sweep;

  constructor(name: string, everyMs: number) {
    this.logger = new Logger(name);
    this.sweep = new Sweep(
      everyMs,
      () => this.tick(),
      (error) => this.report(error),
    );
  }

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweep.stop();
  }

  /** One pass; tests call it too. */
  abstract tick(): Promise<unknown>;

  /** The work on one run after the other; the log names the run whose work failed. */
  protected eachRun(runIds: readonly string[], work: (runId: string) => Promise<unknown>): Promise<void> {
    return this.each(runIds, (runId) =>
      work(runId).catch((error: unknown) => {
        throw concerning(error, { runId });
      }),
    );
  }

  protected async each(ids: readonly string[], work: (id: string) => Promise<unknown>): Promise<void> {
    for (const id of ids) {
      try {
        await work(id);
      } catch (error) {
        this.report(error);
      }
    }
  }

  /** An outage has lines of its own in the log, and what is swept is still there when it is over. */
  protected report(error: unknown): void {
    if (outageOf(error)) this.logger.debug(error);
    else this.logger.error(error);
  }
}
