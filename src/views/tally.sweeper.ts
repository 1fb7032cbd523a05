/**
 * Folds runs that have ended into the sums of the views (O1, O4), and adds up the times of their phases (O5). What is not folded yet is counted from rows: the sums
 * are right at any time, and this only keeps them fast. Several servers may fold at once.
 */
import { Injectable } from '@nestjs/common';

import { RunSweeper } from '../common/run-sweeper.js';
import { CalibrationRepository, TIMED_AT_ONCE } from './calibration.repository.js';
import { FOLDED_AT_ONCE, TallyRepository } from './tally.repository.js';

const EVERY_MS = 5_000;

@Injectable()
export class TallySweeper extends RunSweeper {
  constructor(
    private readonly tally: TallyRepository,
    private readonly calibration: CalibrationRepository,
  ) {
    super('TallySweeper', EVERY_MS);
  }

  /** Until less than a whole batch is left. */
  async tick(): Promise<void> {
    while ((await this.tally.fold()) >= FOLDED_AT_ONCE);
    while ((await this.calibration.addUpTimes()) >= TIMED_AT_ONCE);
  }
}
