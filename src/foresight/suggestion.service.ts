/** Suggested rulesets (X5): what the calibration says, as a document, with its back-test. */
import { Injectable } from '@nestjs/common';

import { calibrate } from '../domain/rules/calibration/calibrate.js';
import { suggestRuleset } from '../domain/rules/calibration/suggest-ruleset.js';
import { PolicyStore } from '../lifecycle/facts/policy.store.js';
import { ProjectsRepository } from '../projects/projects.repository.js';
import { CalibrationRepository } from '../views/calibration.repository.js';
import type { RulesetSuggestionModel } from './backtest.model.js';
import { BacktestService } from './backtest.service.js';

@Injectable()
export class SuggestionService {
  constructor(
    private readonly projects: ProjectsRepository,
    private readonly policies: PolicyStore,
    private readonly calibrations: CalibrationRepository,
    private readonly backtests: BacktestService,
  ) {}

  /** Null: there is no such project. `abandoned`: the client has gone away. */
  async suggest(projectId: string, abandoned: AbortSignal): Promise<RulesetSuggestionModel | null> {
    const project = await this.projects.byId(projectId);
    if (!project) return null;
    const { rulesetVersion } = project;
    const [stored, ruleset, phases] = await Promise.all([
      rulesetVersion === 0 ? null : this.projects.ruleset(projectId, rulesetVersion),
      this.policies.ruleset(projectId, rulesetVersion),
      this.calibrations.endedPhases(projectId, null, null),
    ]);
    const { document, differences, reasons } = suggestRuleset({
      document: (stored?.document ?? {}) as Readonly<Record<string, unknown>>,
      ...{ ruleset, server: this.policies.server, calibration: calibrate(phases) },
    });
    const backtest = await this.backtests.backtest({ projectId, ruleset: { ...document } }, abandoned);
    return { document, differences: [...differences], reasons: [...reasons], backtest };
  }
}
