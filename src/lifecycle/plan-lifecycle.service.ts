/** Commands on plans: starting a run, or the linked runs that one plan becomes; growing a draft, and sealing it. */
import { Injectable } from '@nestjs/common';
import { IdSource } from '../common/ids.js';
import type { Decision } from '../domain/command/decision.js';
import { decideAddPhase, decideAddTier } from '../domain/command/grow-plan.js';
import { idTaken, partNotFound, projectNotFound } from '../domain/command/refusals.js';
import { decideSeal } from '../domain/command/seal-plan.js';
import { decideStartLinked, MOST_LINKED_RUNS } from '../domain/command/start-linked.js';
import { decideStart, type NewRun, type Policy, type StartRunCommand } from '../domain/command/start-run.js';
import { phaseCountOf, type Plan, type PlannedPhase, type PlannedTier } from '../domain/plan/plan.js';
import { withWishes, type Wishes } from '../domain/plan/document-wishes.js';
import { linkedRunIds } from '../domain/plan/split-plan.js';
import { awaitsBaseCheck } from '../domain/run/awaits-base-check.js';
import type { RunFacts } from '../domain/run/facts.js';
import type { Refusal } from '../domain/shared/refusal.js';
import type { NumberedRuleset } from '../domain/strategy/ruleset.js';
import { isDraft } from '../domain/run/run-state.js';
import type { StartingPoint } from '../domain/work/starting-point.js';
import { noRows, type Answer } from './answer.js';
import { CommandRunner, type Verdict } from './command-runner.js';
import { FactsStore, type ProjectRepository, type SeenIds } from './facts.store.js';
import { insertWrite } from './guarded-writes.js';
import type { CommandKey } from './idempotency.js';
import { PolicyStore } from './policy.store.js';
import { Repositories } from './repositories.js';
import type { RunTarget } from './run-command.factory.js';
import { RunLifecycleService } from './run-lifecycle.service.js';

/** A plan that is a document: without an id the server makes one (I1). */
export interface PlanToStart {
  readonly runId: string | null;
  readonly projectId: string;
  /** The document as it was read, or why it cannot be. */
  readonly document: { readonly plan: Plan } | { readonly refusals: readonly Refusal[] };
  /** What the caller says besides the document. */
  readonly caller: Wishes;
}

/** What a start is asked for, as far as ids and policy are concerned. */
interface Asked {
  readonly runId: string | null;
  readonly projectId: string;
  readonly mostRuns: number;
  /** The plan under a ruleset. */
  readonly planUnder: (ruleset: NumberedRuleset | null) => Plan;
  /** A draft does not look at the backlog before it is sealed. */
  readonly draft: boolean;
  /** What is wrong with the input whatever is stored: remembered under the key like every other refusal. */
  readonly refusals?: readonly Refusal[];
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
    private readonly runner: CommandRunner,
    private readonly facts: FactsStore,
    private readonly policies: PolicyStore,
    private readonly repositories: Repositories,
    private readonly ids: IdSource,
  ) {}

  /** Starts a run, or opens a draft. */
  async startRun(plan: Omit<StartRunCommand, 'runId'> & { runId: string | null }, key: CommandKey | null): Promise<Answer> {
    const asked = { ...plan, mostRuns: 1, planUnder: () => plan };
    const { runs, errors } = await this.start('startRun', asked, key, (_, { runId, start }, policy, now) => {
      const decision = decideStart({ ...plan, runId, start }, policy, { actor: 'operator', cause: 'startRun', now });
      return decision.outcome === 'accepted' ? { outcome: 'accepted', change: [decision.change] } : decision;
    });
    return { ...noRows, run: runs[0] ?? null, errors };
  }

  /** Starts the linked runs that a plan becomes, all of them or none (P10). */
  async startPlan({ document, caller, runId: givenId, projectId }: PlanToStart, key: CommandKey | null): Promise<StartedRuns> {
    const { plan, refusals } = 'plan' in document ? { plan: document.plan, refusals: [] } : { plan: NO_PLAN, refusals: document.refusals };
    const mostRuns = Math.min(MOST_LINKED_RUNS, Math.max(1, phaseCountOf(plan.tiers)));
    const planUnder = (ruleset: NumberedRuleset | null) => withWishes(plan, caller, ruleset?.rules);
    const asked = { runId: givenId, projectId, mostRuns, planUnder, draft: false, refusals };
    return this.start('startRunFromPlan', asked, key, (tightened, { runId, start }, policy, now) =>
      decideStartLinked({ ...tightened, runId, projectId, start }, policy, { actor: 'operator', cause: 'startRunFromPlan', now }),
    );
  }

  /** Appends a tier with its phases to a draft (S9). */
  async addTier(target: RunTarget, plan: PlannedTier): Promise<Answer> {
    const phaseIds = plan.phases.map((phase) => phase.phaseId);
    return this.lifecycle.execute(target, {
      name: 'addTier',
      read: () => this.facts.draft(target.runId, plan.tierId, phaseIds, target.key),
      decide: async ({ run, tier, takenPhaseIds, rulesetVersion }, occasion) =>
        decideAddTier({ run, tierExists: tier !== null, takenPhaseIds }, plan, await this.growthPolicy(run, rulesetVersion), occasion),
      names: { tierId: plan.tierId },
    });
  }

  /** Appends a phase to a tier of a draft (S9). */
  async addPhase(target: RunTarget & { tierId: string }, plan: PlannedPhase): Promise<Answer> {
    const { runId, tierId, key } = target;
    return this.lifecycle.execute(target, {
      name: 'addPhase',
      read: () => this.facts.draft(runId, tierId, [plan.phaseId], key),
      decide: async ({ run, tier, phase, tierIncidentTokens, endOfTierIndex, rulesetVersion }, occasion) =>
        tier
          ? decideAddPhase(
              { run, tier, phaseExists: phase !== null, tierIncidentTokens, phaseIndex: endOfTierIndex },
              plan,
              await this.growthPolicy(run, rulesetVersion),
              occasion,
            )
          : { outcome: 'refused', errors: [partNotFound(run, 'tier', tierId)] },
      names: { tierId, phaseId: plan.phaseId },
    });
  }

  /** Compiles and freezes a draft's plan, and starts its clock (S9). */
  async sealPlan(target: RunTarget): Promise<Answer> {
    return this.lifecycle.execute(target, {
      name: 'sealPlan',
      read: () => this.facts.wholeDraft(target.runId, target.key),
      decide: async ({ run, tiers, phases, rulesetVersion, repository }, occasion) => {
        const policy = await this.policies.draftPolicy(run, rulesetVersion);
        const start = await this.startingPoint(isDraft(run.state) ? repository : null, run.runId);
        if ('refusal' in start) return { outcome: 'refused', errors: [start.refusal] };
        return decideSeal({ run, tiers, phases, start: start.start }, policy, occasion);
      },
    });
  }

  /** Where a run of the project would start from, or why it cannot (G3). */
  private async startingPoint(
    repository: ProjectRepository | null,
    runId: string,
  ): Promise<{ readonly start: StartingPoint | null } | { readonly refusal: Refusal }> {
    return repository ? this.repositories.get().startingPoint(repository, runId) : { start: null };
  }

  private async growthPolicy(run: RunFacts, rulesetVersion: number) {
    return { ruleset: await this.policies.ruleset(run.projectId, rulesetVersion), server: this.policies.server };
  }

  /** The plan can become `mostRuns` runs: which of their ids are taken is read beforehand. */
  private async start(
    name: string,
    asked: Asked,
    key: CommandKey | null,
    decide: (plan: Plan, place: RunPlace, policy: Policy, now: Date) => Decision<readonly NewRun[]>,
  ): Promise<StartedRuns> {
    const { projectId } = asked;
    let runId = asked.runId ?? this.ids.runId();
    const { result, errors, by } = await this.runner.run<SeenIds, readonly RunFacts[]>({
      name,
      key,
      read: () => this.facts.ids(linkedRunIds(runId, asked.mostRuns), projectId, key),
      decide: async ({ takenIds, rulesetVersion, repository, now }): Promise<Verdict<readonly RunFacts[]>> => {
        if (asked.refusals?.length) return refuse(asked.refusals);
        if (rulesetVersion === null) return refuse([projectNotFound(projectId)]);
        const ruleset = await this.policies.ruleset(projectId, rulesetVersion);
        const plan = asked.planUnder(ruleset);
        const agedIssues = asked.draft ? [] : await this.policies.agedIssues(projectId, ruleset, plan);
        const start = asked.draft ? { start: null } : await this.startingPoint(repository, runId);
        const policy = { ruleset, agedIssues, server: this.policies.server };
        const decision = decide(plan, { runId, start: 'start' in start ? start.start : null }, policy, now);
        if (decision.outcome === 'needs-open-rows') throw new Error('A start has no open rows');
        const runs = decision.outcome === 'accepted' ? decision.change.map(({ run }) => run) : [];
        const taken = takenIds.filter((id) => id === runId || runs.some((run) => run.runId === id));
        if (taken.length > 0 && asked.runId !== null) return refuse(taken.map(idTaken));
        if (decision.outcome === 'refused') return refuse(decision.errors);
        if ('refusal' in start) return refuse([start.refusal]);
        if (taken.length > 0) {
          runId = this.ids.runId();
          return { outcome: 'again' };
        }
        return { outcome: 'write', write: insertWrite(decision.change), result: runs };
      },
      replay: async ({ remembered }) => (remembered?.runId ? this.facts.chain(linkedRunIds(remembered.runId, asked.mostRuns)) : []),
    });
    if (by === 'write') await Promise.all(result.map((run) => this.lifecycle.followCommit(run)));
    // What is known of the base commit may have ended the run, or let it go on, already (V6).
    const mayHaveMoved = by === 'write' && result.some(awaitsBaseCheck);
    return { runs: mayHaveMoved ? await this.facts.chain(result.map((run) => run.runId)) : result, errors };
  }
}

const NO_PLAN: Plan = { safetyProfile: null, runScope: null, tokenCap: null, maxPhases: null, maxDurationMinutes: null, tiers: [] };

const refuse = (errors: readonly Refusal[]): Verdict<readonly RunFacts[]> => ({ outcome: 'answer', errors, result: [] });
