/** The dry run (P6): compiles a plan with any stored or given ruleset, and stores nothing. */
import { Injectable } from '@nestjs/common';

import { hashed } from '../database/strategy-rows.js';
import { projectNotFound } from '../domain/decisions/change/refusals.js';
import { plansOf } from '../domain/decisions/start/start-linked.js';
import { withOverrides } from '../domain/rules/plan/document-overrides.js';
import { DEFAULT_PROJECT_ID } from '../domain/rules/project/project.js';
import type { NumberedRuleset } from '../domain/rules/ruleset/ruleset.js';
import { budgetTotals } from '../domain/rules/strategy/budget-totals.js';
import { type CompiledStrategy, compileStrategy } from '../domain/rules/strategy/compile-strategy.js';
import { differences } from '../domain/rules/strategy/strategy-difference.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import { PolicyStore } from '../lifecycle/facts/policy.store.js';
import { RequestedRulesets, RequestRefused } from '../lifecycle/facts/requested-rulesets.js';
import { ProjectsRepository } from '../projects/projects.repository.js';
import type { StrategyDifferenceModel, StrategyPreviewModel } from './preview.model.js';
import { type RequestedPlan, requestedPlan } from './requested-plan.js';
import type { PreviewStrategyInput } from './strategy.inputs.js';
import { StrategyModel } from './strategy.model.js';

@Injectable()
export class StrategyPreviewService {
  constructor(
    private readonly policies: PolicyStore,
    private readonly projects: ProjectsRepository,
    private readonly rulesets: RequestedRulesets,
  ) {}

  async preview(input: PreviewStrategyInput): Promise<StrategyPreviewModel> {
    try {
      return await this.compiled(input);
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      const projectId = input.projectId ?? DEFAULT_PROJECT_ID;
      return {
        projectId,
        strategies: [],
        plan: [],
        totals: null,
        differences: [],
        errors: error.refusals.map(toCommandError),
      };
    }
  }

  private async compiled(input: PreviewStrategyInput): Promise<StrategyPreviewModel> {
    const projectId = input.projectId ?? DEFAULT_PROJECT_ID;
    const project = await this.projects.byId(projectId);
    if (!project) throw new RequestRefused([projectNotFound(projectId)]);
    const requested = requestedPlan(input);
    const ruleset = await this.rulesets.of(input, projectId, project.rulesetVersion);
    const runs = await this.compile(requested, projectId, ruleset);
    const against = input.againstVersion;
    const before =
      against == null
        ? null
        : await this.compile(requested, projectId, await this.rulesets.stored(projectId, against, 'againstVersion'));
    return {
      projectId,
      strategies: runs.map(({ strategy }) => new StrategyModel({ runId: null, hash: hashed(strategy).hash, strategy })),
      plan: runs.flatMap(({ tiers }) =>
        tiers.map(({ tierId, name, phases }) => ({ tierId, name, phaseIds: phases.map((phase) => phase.phaseId) })),
      ),
      totals: budgetTotals(runs.map(({ strategy }) => strategy)),
      differences: before === null ? [] : differencesOf(before, runs),
      errors: [],
    };
  }

  private async compile({ plan, caller, locate }: RequestedPlan, projectId: string, ruleset: NumberedRuleset | null) {
    const overridden = withOverrides(plan, caller, ruleset?.rules);
    const { server } = this.policies;
    const plans = plansOf(overridden, { ruleset, server });
    if ('faults' in plans) throw new RequestRefused(plans.faults.map(locate));
    const agedIssues = await this.policies.agedIssues(projectId, ruleset, overridden);
    return plans.runs.map((run, i) =>
      compileStrategy({ plan: run, ruleset, agedIssues, server, debtCleanup: i === plans.runs.length - 1 }),
    );
  }
}

/** Run by run; with several runs their paths begin with the number of the run, from 1. */
function differencesOf(
  before: readonly CompiledStrategy[],
  after: readonly CompiledStrategy[],
): StrategyDifferenceModel[] {
  const runs = Math.max(before.length, after.length);
  const found: StrategyDifferenceModel[] = [];
  for (let i = 0; i < runs; i += 1) {
    const prefix = runs > 1 ? `${i + 1}.` : '';
    const [was, is] = [before[i], after[i]];
    if (was && is)
      found.push(...differences(was.strategy, is.strategy).map((one) => ({ ...one, path: prefix + one.path })));
    else found.push({ path: `${prefix}run`, before: was ? 'planned' : null, after: is ? 'planned' : null });
  }
  return found;
}
