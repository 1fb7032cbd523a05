import { Module } from '@nestjs/common';

import { DatabaseModule } from '../database/database.module.js';
import { CalibrationRepository } from './calibration.repository.js';
import { CalibrationResolver } from './calibration.resolver.js';

/** Views over many runs: counts, reports and calibration, from indexes and rollups. */
@Module({
  imports: [DatabaseModule],
  providers: [CalibrationResolver, CalibrationRepository],
  exports: [CalibrationRepository],
})
export class ViewsModule {}
