/**
 * Places (runs, and projects as `_projects/{id}`) whose files could not be updated: visible in the metric and the log
 * until a repair succeeds (F2).
 */
import { Injectable, Logger } from '@nestjs/common';

import { ownerOf, type Place } from '../../artefacts/places.js';
import { outageOf } from '../../common/outages.js';

const LOG_AGAIN_AFTER_MS = 60_000;

export interface UnwrittenPlace {
  readonly place: Place;
  /** By the clock of `performance`. */
  readonly since: number;
  /** Of the operating system, such as ENOSPC; null: it is something else. */
  readonly code: string | null;
}

@Injectable()
export class LayoutFailures {
  private readonly logger = new Logger('FileLayout');
  /** Failing places, and when each was logged last. */
  private readonly loggedAt = new Map<string, number>();
  /** Those whose files the server could not write, though it knew what they should hold. */
  private readonly unwritten = new Map<string, UnwrittenPlace>();
  private failures = 0;

  /** Runs and projects whose last rendering by this server failed. */
  get failingRuns(): number {
    return this.loggedAt.size;
  }

  /** Failed renderings since the start. */
  get total(): number {
    return this.failures;
  }

  /** Places whose files could not be written for so long, because of something else than the database. */
  unwrittenFor(ms: number): readonly UnwrittenPlace[] {
    const before = performance.now() - ms;
    return [...this.unwritten.values()].filter(({ since }) => since <= before);
  }

  isFailing(place: Place): boolean {
    return this.loggedAt.has(place);
  }

  /**
   * Counts a failure; the log gets one line per place and minute, and none for an unreachable database: that is logged
   * once for all of them.
   */
  failed(place: Place, error: unknown): void {
    this.failures += 1;
    const now = performance.now();
    if (outageOf(error)?.reason !== 'database_away')
      this.unwritten.set(place, { place, since: this.unwritten.get(place)?.since ?? now, code: systemCode(error) });
    const last = this.loggedAt.get(place);
    if (last !== undefined && now - last < LOG_AGAIN_AFTER_MS) return;
    this.loggedAt.set(place, now);
    if (outageOf(error)?.reason === 'database_away') return;
    const why = error instanceof Error ? error.message : String(error);
    this.logger.error(
      ownerOf(place),
      `The files of ${nameOf(place)} could not be written; they will be tried again: ${why}`,
    );
  }

  healed(place: Place): void {
    this.unwritten.delete(place);
    if (this.loggedAt.delete(place))
      this.logger.log(ownerOf(place), `The files of ${nameOf(place)} are in place again`);
  }

  /** The place no longer exists. */
  forget(place: Place): void {
    this.unwritten.delete(place);
    this.loggedAt.delete(place);
  }
}

const nameOf = (place: Place): string => (place.startsWith('_') ? place : `run ${place}`);

/** The code of the first system error in a chain of causes. */
function systemCode(error: unknown): string | null {
  for (let one = error; one instanceof Error; one = one.cause) {
    const { code } = one as NodeJS.ErrnoException;
    if (code !== undefined && /^E[A-Z0-9]{2,20}$/.test(code)) return code;
  }
  return null;
}
