/** Simulations of plans (X1 to X3). Reads policy and past, plays in threads, and writes nothing. */
import { Injectable } from '@nestjs/common';

import { projectNotFound } from '../domain/decisions/change/refusals.js';
import { capRows } from '../domain/foresight/answer/cap-rows.js';
import { spreadOf } from '../domain/foresight/figures/statistics.js';
import { BUILT_IN_MODEL } from '../domain/foresight/model/built-in-model.js';
import { BUILT_IN_EVIDENCE, GIVEN_EVIDENCE, planEvidence } from '../domain/foresight/model/evidence.js';
import { learnModel } from '../domain/foresight/model/learn-model.js';
import { readWorkerModel } from '../domain/foresight/model/read-worker-model.js';
import type { WorkerModel } from '../domain/foresight/model/worker-model.js';
import { runsToPlay } from '../domain/foresight/runs-to-play.js';
import { DEFAULT_PLAYS, DEFAULT_SEED, simulate, type SimulationAnswer } from '../domain/foresight/simulation.js';
import type { Refusal } from '../domain/model/refusal.js';
import { withOverrides } from '../domain/rules/plan/document-overrides.js';
import { DEFAULT_PROJECT_ID } from '../domain/rules/project/project.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import { PolicyStore } from '../lifecycle/facts/policy.store.js';
import { invalidInput, RequestedRulesets, RequestRefused } from '../lifecycle/facts/requested-rulesets.js';
import { ProjectsRepository } from '../projects/projects.repository.js';
import { requestedPlan } from '../strategy/requested-plan.js';
import { PastPhasesRepository } from './past-phases.repository.js';
import { MOST_SIMULATIONS, PlayPool } from './play-pool.js';
import type { SimulatePlanInput } from './simulation.inputs.js';
import type { SimulationModel } from './simulation.model.js';

interface UsedModel {
  readonly model: WorkerModel;
  readonly evidence: readonly string[];
}

@Injectable()
export class SimulationService {
  constructor(
    private readonly policies: PolicyStore,
    private readonly projects: ProjectsRepository,
    private readonly rulesets: RequestedRulesets,
    private readonly past: PastPhasesRepository,
    private readonly pool: PlayPool,
  ) {}

  /** `abandoned`: the client has gone away; what is being played is stopped. */
  async simulate(input: SimulatePlanInput, abandoned: AbortSignal): Promise<SimulationModel> {
    try {
      return await this.played(input, abandoned);
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      return refused(input, error.refusals);
    }
  }

  private async played(input: SimulatePlanInput, abandoned: AbortSignal): Promise<SimulationModel> {
    const projectId = input.projectId ?? DEFAULT_PROJECT_ID;
    const project = await this.projects.byId(projectId);
    if (!project) throw new RequestRefused([projectNotFound(projectId)]);
    const { plan, caller, locate } = requestedPlan(input);
    const ruleset = await this.rulesets.of(input, projectId, project.rulesetVersion);
    const overridden = withOverrides(plan, caller, ruleset?.rules);
    const agedIssues = await this.policies.agedIssues(projectId, ruleset, overridden);
    const made = runsToPlay(overridden, { ruleset, agedIssues, server: this.policies.server });
    if ('faults' in made) throw new RequestRefused(made.faults.map(locate));
    const { model, evidence } = await this.modelOf(input, projectId);
    const setup = { runs: made.runs, model, seed: input.seed ?? DEFAULT_SEED };
    const threads = this.pool.acquire(setup, abandoned);
    if (!threads) throw new RequestRefused([tooMany]);
    try {
      const wanted = { plays: input.plays ?? DEFAULT_PLAYS, success: input.wantedSuccess ?? null };
      const answer = await simulate(setup, wanted, threads.player);
      const modelEvidence = [...evidence, ...planEvidence(made.runs)];
      return { ...answerOf(answer), model, modelEvidence, errors: [] };
    } finally {
      threads.release();
    }
  }

  private async modelOf({ model, learned }: SimulatePlanInput, projectId: string): Promise<UsedModel> {
    if (model != null && learned === true)
      throw new RequestRefused([invalidInput('Give either model or learned, not both.', ['input', 'model'])]);
    if (learned === true) return learnModel(await this.past.ofProject(projectId));
    if (model == null) return { model: BUILT_IN_MODEL, evidence: BUILT_IN_EVIDENCE };
    const read = readWorkerModel(model);
    if ('model' in read) return { model: read.model, evidence: GIVEN_EVIDENCE };
    throw new RequestRefused(
      read.faults.map(({ path, message, line }) => ({
        ...invalidInput(`Line ${line}: ${message}`, ['input', 'model', ...path]),
        line,
      })),
    );
  }
}

/** An answer of the domain as the API gives it. */
function answerOf({
  caps,
  success: _,
  ...answer
}: SimulationAnswer): Omit<SimulationModel, 'model' | 'modelEvidence' | 'errors'> {
  return {
    ...answer,
    odds: [...answer.odds],
    phases: [...answer.phases],
    budgets: [...answer.budgets],
    caps: caps && capRows(caps),
  };
}

const tooMany: Refusal = {
  kind: 'input',
  code: 'INVALID_INPUT',
  message: `${MOST_SIMULATIONS} simulations are running, and no more run at once: try again when one has ended.`,
  retryable: true,
  path: ['input'],
};

function refused({ seed }: SimulatePlanInput, refusals: readonly Refusal[]): SimulationModel {
  const nothing = spreadOf([]);
  return {
    plays: 0,
    seed: seed ?? DEFAULT_SEED,
    odds: [],
    ...{ tokens: nothing, minutes: nothing, ciRuns: nothing },
    phases: [],
    budgets: [],
    caps: null,
    model: {},
    modelEvidence: [],
    errors: refusals.map(toCommandError),
  };
}
