import { Module } from '@nestjs/common';

import { DatabaseModule } from '../database/database.module.js';
import { CalibrationRepository } from './calibration.repository.js';
import { CalibrationResolver } from './calibration.resolver.js';
import { ReportsResolver } from './reports.resolver.js';
import { TallyRepository } from './tally.repository.js';
import { TallySweeper } from './tally.sweeper.js';

/** Views over many runs: counts, reports and calibration, from indexes and rollups. */
@Module({
  imports: [DatabaseModule],
  providers: [CalibrationResolver, ReportsResolver, CalibrationRepository, TallyRepository, TallySweeper],
  exports: [CalibrationRepository],
})
export class ViewsModule {}
