/**
 * Records for webhooks that files of runs cannot be written (A7). Nothing is committed when files fail, so a pass looks
 * for those that failed again for some seconds; a server that dies meanwhile finds them in the outbox of files, fails
 * again, and reports it then.
 */
import { Injectable } from '@nestjs/common';

import { RunSweeper } from '../../common/run-sweeper.js';
import { Database } from '../../database/database.js';
import { RAISE_LAYOUT_ALARM } from './layout-alarm.statements.js';
import { LayoutFailures } from './layout-failures.js';

const EVERY_MS = 2_000;
/** What the next repair mends is not reported. */
const AFTER_MS = 5_000;
const MOST_PLACES = 1_000;
const OF_PROJECT = /^_[^/]*\//;

@Injectable()
export class LayoutAlarmSweeper extends RunSweeper {
  constructor(
    private readonly failures: LayoutFailures,
    private readonly database: Database,
  ) {
    super('LayoutAlarmSweeper', EVERY_MS);
  }

  async tick(): Promise<void> {
    const failing = this.failures.unwrittenFor(AFTER_MS).slice(0, MOST_PLACES);
    if (failing.length === 0) return;
    const places = failing.map(({ place }) => place);
    const code = failing.find((one) => one.code !== null)?.code ?? null;
    await this.database.write(RAISE_LAYOUT_ALARM, [
      places.filter((place) => !OF_PROJECT.test(place)),
      places.filter((place) => OF_PROJECT.test(place)).map((place) => place.replace(OF_PROJECT, '')),
      code,
    ]);
  }
}
