/** Which runs have files that could not be brought up to date: visible for the metric and the log until a repair succeeds (F2). */
import { Injectable, Logger } from '@nestjs/common';

const LOG_AGAIN_AFTER_MS = 60_000;

@Injectable()
export class LayoutFailures {
  private readonly logger = new Logger('FileLayout');
  /** Failing runs, and when the log last heard of them. */
  private readonly loggedAt = new Map<string, number>();
  private failures = 0;

  /** Runs whose last rendering by this server failed. */
  get failingRuns(): number {
    return this.loggedAt.size;
  }

  /** Failed renderings since the start. */
  get total(): number {
    return this.failures;
  }

  isFailing(runId: string): boolean {
    return this.loggedAt.has(runId);
  }

  /** Counts a failure; the log gets one line per run and minute. */
  failed(runId: string, error: unknown): void {
    this.failures += 1;
    const now = performance.now();
    const last = this.loggedAt.get(runId);
    if (last !== undefined && now - last < LOG_AGAIN_AFTER_MS) return;
    this.loggedAt.set(runId, now);
    const why = error instanceof Error ? error.message : String(error);
    this.logger.error(`The files of run ${runId} could not be written; they will be tried again: ${why}`);
  }

  healed(runId: string): void {
    if (this.loggedAt.delete(runId)) this.logger.log(`The files of run ${runId} are in place again`);
  }

  /** The run is gone. */
  forget(runId: string): void {
    this.loggedAt.delete(runId);
  }
}
