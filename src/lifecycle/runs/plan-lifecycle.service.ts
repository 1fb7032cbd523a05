/** Commands on plans: starting a run, or the linked runs that one plan becomes; growing a draft, and sealing it. */
import { Injectable } from '@nestjs/common';

import { currentActor } from '../../common/acting.js';
import { IdSource } from '../../common/ids.js';
import { accepted, type Decision, needs, refused } from '../../domain/decisions/change/decision.js';
import { idTaken, partNotFound, projectNotFound } from '../../domain/decisions/change/refusals.js';
import { decideAddPhase, decideAddTier } from '../../domain/decisions/start/grow-plan.js';
import { decideSeal } from '../../domain/decisions/start/seal-plan.js';
import { decideStartLinked, MOST_LINKED_RUNS } from '../../domain/decisions/start/start-linked.js';
import { decideStart, type NewRun, type Policy, type StartRunCommand } from '../../domain/decisions/start/start-run.js';
import { awaitsBaseCheck } from '../../domain/model/awaits-base-check.js';
import type { RunFacts } from '../../domain/model/facts.js';
import { phaseCountOf, type Plan, type PlannedPhase, type PlannedTier } from '../../domain/model/plan.js';
import type { Refusal } from '../../domain/model/refusal.js';
import { isDraft } from '../../domain/model/run-state.js';
import { type Overrides, withOverrides } from '../../domain/rules/plan/document-overrides.js';
import { linkedRunIds } from '../../domain/rules/plan/split-plan.js';
import type { NumberedRuleset } from '../../domain/rules/ruleset/ruleset.js';
import type { StartingPoint } from '../../domain/rules/work/starting-point.js';
import {
  FactsStore,
  type ProjectRepository,
  type SeenDraft,
  type SeenIds,
  type SeenWholeDraft,
} from '../facts/facts.store.js';
import type { CommandKey } from '../facts/idempotency.js';
import { PolicyStore } from '../facts/policy.store.js';
import { noRows } from '../facts/rows.js';
import type { Command } from '../pipeline/command.js';
import { insertWrite } from '../pipeline/guarded-writes.js';
import { onRun, type RunTarget } from '../pipeline/on-run.js';
import { Pipeline } from '../pipeline/pipeline.js';
import { Repositories, type Start } from '../repositories/repositories.js';
import { type Answer, RunLifecycleService } from './run-lifecycle.service.js';

/** A plan that is a document: without an id the server makes one (I1). */
export interface PlanToStart {
  readonly runId: string | null;
  readonly projectId: string;
  /** The document as it was read, or why it cannot be. */
  readonly document: { readonly plan: Plan } | { readonly refusals: readonly Refusal[] };
  /** The caller's input besides the document. */
  readonly caller: Overrides;
}

/** The input of a start, as far as ids and policy are concerned. */
interface Requested {
  readonly name: string;
  readonly key: CommandKey | null;
  readonly runId: string | null;
  readonly projectId: string;
  readonly mostRuns: number;
  /** The plan under a ruleset. */
  readonly planUnder: (ruleset: NumberedRuleset | null) => Plan;
  /** A draft does not use the backlog before it is sealed. */
  readonly draft: boolean;
  /** Faults of the input that do not depend on stored data: recorded under the key like every other refusal. */
  readonly refusals?: readonly Refusal[];
  decide(plan: Plan, place: RunPlace, policy: Policy, now: Date): Decision<readonly NewRun[]>;
}

interface SeenStart extends SeenIds {
  readonly plan?: Plan;
  readonly policy?: Policy;
  readonly start?: Start;
}

interface SeenSealed extends SeenWholeDraft {
  readonly policy?: Policy;
  readonly start?: Start;
}

/** Under which id a run starts, and from where. */
interface RunPlace {
  readonly runId: string;
  readonly start: StartingPoint | null;
}

export interface StartedRuns {
  readonly runs: readonly RunFacts[];
  readonly errors: readonly Refusal[];
}

@Injectable()
export class PlanLifecycleService {
  constructor(
    private readonly lifecycle: RunLifecycleService,
    private readonly pipeline: Pipeline,
    private readonly facts: FactsStore,
    private readonly policies: PolicyStore,
    private readonly repositories: Repositories,
    private readonly ids: IdSource,
  ) {}

  /** Starts a run, or opens a draft. */
  async startRun(
    plan: Omit<StartRunCommand, 'runId'> & { runId: string | null },
    key: CommandKey | null,
  ): Promise<Answer> {
    const { runs, errors } = await this.start({
      ...{
        name: 'startRun',
        key,
        runId: plan.runId,
        projectId: plan.projectId,
        draft: plan.draft,
        mostRuns: 1,
        planUnder: () => plan,
      },
      decide: (_, { runId, start }, policy, now) => {
        const decision = decideStart({ ...plan, runId, start }, policy, {
          actor: currentActor(),
          cause: 'startRun',
          now,
        });
        return decision.outcome === 'accepted' ? accepted([decision.change]) : decision;
      },
    });
    return { ...noRows, run: runs[0] ?? null, errors };
  }

  /** Starts the linked runs that a plan becomes, all of them or none (P10). */
  async startPlan(
    { document, caller, runId: givenId, projectId }: PlanToStart,
    key: CommandKey | null,
  ): Promise<StartedRuns> {
    const { plan, refusals } =
      'plan' in document ? { plan: document.plan, refusals: [] } : { plan: NO_PLAN, refusals: document.refusals };
    const mostRuns = Math.min(MOST_LINKED_RUNS, Math.max(1, phaseCountOf(plan.tiers)));
    const planUnder = (ruleset: NumberedRuleset | null) => withOverrides(plan, caller, ruleset?.rules);
    return this.start({
      ...{ name: 'startRunFromPlan', key, runId: givenId, projectId, mostRuns, planUnder, draft: false, refusals },
      decide: (tightened, { runId, start }, policy, now) =>
        decideStartLinked({ ...tightened, runId, projectId, start }, policy, {
          actor: currentActor(),
          cause: 'startRunFromPlan',
          now,
        }),
    });
  }

  /** Appends a tier with its phases to a draft (S9). */
  async addTier(target: RunTarget, plan: PlannedTier): Promise<Answer> {
    const phaseIds = plan.phases.map((phase) => phase.phaseId);
    return this.lifecycle.answer(
      onRun(target, this.pipeline, {
        name: 'addTier',
        load: () => this.growing(this.facts.draft(target.runId, plan.tierId, phaseIds, target.key)),
        decide: ({ run, tier, takenPhaseIds, ruleset }, context) =>
          decideAddTier(
            { run, tierExists: tier !== null, takenPhaseIds },
            plan,
            { ruleset, server: this.policies.server },
            context,
          ),
        names: { tierId: plan.tierId },
      }),
    );
  }

  /** Appends a phase to a tier of a draft (S9). */
  async addPhase(target: RunTarget & { tierId: string }, plan: PlannedPhase): Promise<Answer> {
    const { runId, tierId, key } = target;
    return this.lifecycle.answer(
      onRun(target, this.pipeline, {
        name: 'addPhase',
        load: () => this.growing(this.facts.draft(runId, tierId, [plan.phaseId], key)),
        decide: ({ run, tier, phase, tierIncidentTokens, endOfTierIndex, ruleset }, context) =>
          tier
            ? decideAddPhase(
                { run, tier, phaseExists: phase !== null, tierIncidentTokens, phaseIndex: endOfTierIndex },
                plan,
                { ruleset, server: this.policies.server },
                context,
              )
            : refused(partNotFound(run, 'tier', tierId)),
        names: { tierId, phaseId: plan.phaseId },
      }),
    );
  }

  /** Compiles and freezes a draft's plan, and starts its clock (S9). */
  async sealPlan(target: RunTarget): Promise<Answer> {
    return this.lifecycle.answer(
      onRun(target, this.pipeline, {
        name: 'sealPlan',
        load: (): Promise<SeenSealed> => this.facts.wholeDraft(target.runId, target.key),
        decide: ({ run, tiers, phases, policy, start }, context) => {
          if (!policy || !start) return needs({ what: 'policy' });
          return 'refusal' in start
            ? refused(start.refusal)
            : decideSeal({ run, tiers, phases, start: start.start }, policy, context);
        },
        supply: async (_need, seen) => {
          const run = seen.run!;
          const policy = await this.policies.draftPolicy(run, seen.rulesetVersion);
          const start = await this.startingPoint(isDraft(run.state) ? seen.repository : null, run.runId);
          return { facts: { ...seen, policy, start } };
        },
      }),
    );
  }

  /** Where a run of the project would start from, or why it cannot (G3). */
  private async startingPoint(repository: ProjectRepository | null, runId: string): Promise<Start> {
    return repository ? this.repositories.get().startingPoint(repository, runId) : { start: null };
  }

  /** A draft with the ruleset under which it grows. */
  private async growing<Facts extends SeenDraft>(
    read: Promise<Facts>,
  ): Promise<Facts & { readonly ruleset: NumberedRuleset | null }> {
    const seen = await read;
    const ruleset = seen.run ? await this.policies.ruleset(seen.run.projectId, seen.rulesetVersion) : null;
    return { ...seen, ruleset };
  }

  private async start(requested: Requested): Promise<StartedRuns> {
    const { result, errors, by } = await this.pipeline.run(this.starting(requested));
    // A verdict that is known about the base commit may have ended the run, or let it continue, already (V6).
    const mayHaveMoved = by === 'write' && result.some(awaitsBaseCheck);
    return { runs: mayHaveMoved ? await this.facts.chain(result.map((run) => run.runId)) : result, errors };
  }

  /** The plan can become `mostRuns` runs: which of their ids are taken is read beforehand. */
  private starting(requested: Requested): Command<SeenStart, readonly NewRun[], readonly RunFacts[]> {
    const { name, projectId, mostRuns, key } = requested;
    let runId = requested.runId ?? this.ids.runId();
    return {
      name,
      key,
      load: (): Promise<SeenStart> => this.facts.ids(linkedRunIds(runId, mostRuns), projectId, key),
      decide: ({ takenIds, rulesetVersion, now, policy, plan, start }) => {
        if (requested.refusals?.length) return refused(...requested.refusals);
        if (rulesetVersion === null) return refused(projectNotFound(projectId));
        if (!policy || !plan || !start) return needs({ what: 'policy' });
        const decision = requested.decide(plan, { runId, start: 'start' in start ? start.start : null }, policy, now);
        const runs = decision.outcome === 'accepted' ? decision.change.map(({ run }) => run) : [];
        const taken = takenIds.filter((id) => id === runId || runs.some((run) => run.runId === id));
        if (taken.length > 0 && requested.runId !== null) return refused(...taken.map(idTaken));
        if (decision.outcome !== 'accepted') return decision;
        if ('refusal' in start) return refused(start.refusal);
        return taken.length > 0 ? needs({ what: 'run-id' }) : decision;
      },
      supply: async (need, seen) => {
        if (need.what === 'run-id') {
          runId = this.ids.runId();
          return 'load-again';
        }
        const ruleset = await this.policies.ruleset(projectId, seen.rulesetVersion!);
        const plan = requested.planUnder(ruleset);
        const agedIssues = requested.draft ? [] : await this.policies.agedIssues(projectId, ruleset, plan);
        const start = requested.draft ? { start: null } : await this.startingPoint(seen.repository, runId);
        return { facts: { ...seen, plan, start, policy: { ruleset, agedIssues, server: this.policies.server } } };
      },
      persist: insertWrite,
      respond: (_seen, made) => (made ?? []).map(({ run }) => run),
      replay: async ({ remembered }) =>
        remembered?.runId ? this.facts.chain(linkedRunIds(remembered.runId, mostRuns)) : [],
      follow: async (runs) => {
        await Promise.all(runs.map((run) => this.pipeline.follow(run)));
        return runs;
      },
    };
  }
}

const NO_PLAN: Plan = {
  safetyProfile: null,
  runScope: null,
  tokenCap: null,
  maxPhases: null,
  maxDurationMinutes: null,
  tiers: [],
};
