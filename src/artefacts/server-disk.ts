/**
 * Whether the disk of the runs root accepts files now (B6). A server that could not store a result assigns no work: it
 * would be done for nothing. The check is shared for a second.
 */
import { statfs } from 'node:fs/promises';

import { Inject, Injectable, Logger } from '@nestjs/common';

import { outageOf, type ServerOutage } from '../common/outages.js';
import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import { ArtefactStore } from './artefact-store.js';
import { diskOutage } from './disk-outage.js';

const LOOK_MS = 1_000;
const TRIAL_BYTES = 65_536;
/** Less than that is told by health before the first write fails. */
export const LEAST_FREE_BYTES = 64 * 1024 * 1024;

export interface DiskState {
  /** Why nothing can be written; null: it can. */
  readonly outage: ServerOutage | null;
  /** What a user without privileges may still write; null: the system does not tell. */
  readonly freeBytes: number | null;
}

@Injectable()
export class ServerDisk {
  private readonly logger = new Logger('Disk');
  private seen: { readonly at: number; readonly state: Promise<DiskState> } | null = null;
  private wasAway = false;

  constructor(
    readonly store: ArtefactStore,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'runsRoot'>,
  ) {}

  /** As it was within the last second; as it is now after an attachment was refused. */
  state(): Promise<DiskState> {
    const now = performance.now();
    if (!this.seen || now - this.seen.at > LOOK_MS || this.store.hasRefused)
      this.seen = { at: now, state: this.look() };
    return this.seen.state;
  }

  /** As it is now. */
  async look(): Promise<DiskState> {
    const outage = await this.store.tryWriting(TRIAL_BYTES).then(
      () => null,
      (error: unknown) => outageOf(error) ?? diskOutage(error),
    );
    this.report(outage);
    const freeBytes = await statfs(this.settings.runsRoot).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => null,
    );
    return { outage, freeBytes };
  }

  private report(outage: ServerOutage | null): void {
    if (outage && !this.wasAway)
      this.logger.error(`${outage.message} (${this.settings.runsRoot}: ${String(outage.cause)})`);
    if (!outage && this.wasAway) this.logger.log(`The disk of ${this.settings.runsRoot} takes files again.`);
    this.wasAway = outage !== null;
  }
}
