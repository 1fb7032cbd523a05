/** `calibration`: caps and attempts of a project against what its phases used (O5). */
import { Args, Query, Resolver } from '@nestjs/graphql';

import { calibrate } from '../domain/rules/calibration/calibrate.js';
import { CategoryCalibrationModel } from './calibration.model.js';
import { CalibrationRepository } from './calibration.repository.js';
import { CalibrationArgs } from './view.inputs.js';

@Resolver()
export class CalibrationResolver {
  constructor(private readonly repository: CalibrationRepository) {}

  @Query(() => [CategoryCalibrationModel], {
    description:
      'What the phases of the newest ended runs used, by task category and complexity, with suggested caps; up to 20,000 phases. Empty if there is no such project.',
  })
  async calibration(@Args() { projectId, since, last }: CalibrationArgs): Promise<CategoryCalibrationModel[]> {
    const phases = await this.repository.endedPhases(projectId, since ?? null, last ?? null);
    return calibrate(phases).map((facts) => new CategoryCalibrationModel(facts));
  }
}
