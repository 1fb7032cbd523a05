/** The dry run (P6): compiles a plan with any stored or given ruleset, and stores nothing. */
import { Injectable } from '@nestjs/common';

import { hashed } from '../database/strategy-rows.js';
import { projectNotFound } from '../domain/decisions/change/refusals.js';
import { rulesetFaults } from '../domain/decisions/project/project-commands.js';
import { plansOf } from '../domain/decisions/start/start-linked.js';
import type { Plan } from '../domain/model/plan.js';
import type { Refusal } from '../domain/model/refusal.js';
import { type Overrides, withOverrides } from '../domain/rules/plan/document-overrides.js';
import { parsePlan } from '../domain/rules/plan/parse-plan.js';
import { DEFAULT_PROJECT_ID } from '../domain/rules/project/project.js';
import { readRuleset } from '../domain/rules/ruleset/read-ruleset.js';
import type { NumberedRuleset } from '../domain/rules/ruleset/ruleset.js';
import { budgetTotals } from '../domain/rules/strategy/budget-totals.js';
import { type CompiledStrategy, compileStrategy } from '../domain/rules/strategy/compile-strategy.js';
import { differences } from '../domain/rules/strategy/strategy-difference.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import { PolicyStore } from '../lifecycle/facts/policy.store.js';
import { ProjectsRepository } from '../projects/projects.repository.js';
import { toPlannedTier } from '../runs/plan.input.js';
import { located, PLAN_PATH, planDocument } from './plan-lines.js';
import type { StrategyDifferenceModel, StrategyPreviewModel } from './preview.model.js';
import type { PreviewStrategyInput } from './strategy.inputs.js';
import { StrategyModel } from './strategy.model.js';

/** Carries refusals out of the steps of a preview. */
class Refused extends Error {
  constructor(readonly refusals: readonly Refusal[]) {
    super('refused');
  }
}

@Injectable()
export class StrategyPreviewService {
  constructor(
    private readonly policies: PolicyStore,
    private readonly projects: ProjectsRepository,
  ) {}

  async preview(input: PreviewStrategyInput): Promise<StrategyPreviewModel> {
    try {
      return await this.compiled(input);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
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
    if (!project) throw new Refused([projectNotFound(projectId)]);
    const requested = planOf(input);
    const ruleset = await this.rulesetOf(input, projectId, project.rulesetVersion);
    const runs = await this.compile(requested, projectId, ruleset);
    const against = input.againstVersion;
    const before =
      against == null
        ? null
        : await this.compile(requested, projectId, await this.stored(projectId, against, 'againstVersion'));
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
    if ('faults' in plans) throw new Refused(plans.faults.map(locate));
    const agedIssues = await this.policies.agedIssues(projectId, ruleset, overridden);
    return plans.runs.map((run, i) =>
      compileStrategy({ plan: run, ruleset, agedIssues, server, debtCleanup: i === plans.runs.length - 1 }),
    );
  }

  private async rulesetOf(
    input: PreviewStrategyInput,
    projectId: string,
    newest: number,
  ): Promise<NumberedRuleset | null> {
    if (input.ruleset == null) return this.stored(projectId, input.rulesetVersion ?? newest, 'rulesetVersion');
    if (input.rulesetVersion != null)
      throw new Refused([invalid('Give either ruleset or rulesetVersion, not both.', ['input', 'ruleset'])]);
    const read = readRuleset(input.ruleset);
    if ('faults' in read) throw new Refused(rulesetFaults(read.faults, ['input', 'ruleset']));
    return { version: null, rules: read.rules };
  }

  private async stored(projectId: string, version: number, field: string): Promise<NumberedRuleset | null> {
    const ruleset = await this.policies.ruleset(projectId, version);
    if (ruleset || version === 0) return ruleset;
    const message = `Project "${projectId}" has no ruleset ${version}.`;
    throw new Refused([{ kind: 'not-found', code: 'NOT_FOUND', message, retryable: true, path: ['input', field] }]);
  }
}

interface RequestedPlan {
  readonly plan: Plan;
  readonly caller: Overrides;
  /** Where a refusal of the plan stands in what the caller gave. */
  readonly locate: (refusal: Refusal) => Refusal;
}

function planOf({ tiers, planMarkdown, safetyProfile = null, runScope = null }: PreviewStrategyInput): RequestedPlan {
  const caller = { safetyProfile, runScope };
  if (tiers != null && planMarkdown != null)
    throw new Refused([invalid('Give either tiers or planMarkdown, not both.', PLAN_PATH)]);
  if (tiers != null) {
    const nothing = { tokenCap: null, maxPhases: null, maxDurationMinutes: null };
    return { plan: { ...caller, ...nothing, tiers: tiers.map(toPlannedTier) }, caller, locate: (refusal) => refusal };
  }
  if (planMarkdown == null) throw new Refused([invalid('Give a plan: tiers, or planMarkdown.', ['input', 'tiers'])]);
  const document = planDocument(parsePlan(planMarkdown));
  if ('refusals' in document) throw new Refused(document.refusals);
  return { plan: document.plan, caller, locate: (refusal) => located(refusal, document.places) };
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

const invalid = (message: string, path: readonly string[]): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message,
  retryable: false,
  path,
});
