/**
 * The only writer of state: every command on runs, tiers and phases comes through here. It reads facts, asks the domain, writes
 * once, and then tells the hooks, so that a caller is answered after the run's files show the change.
 */
import { Inject, Injectable } from '@nestjs/common';
import { IdSource } from '../common/ids.js';
import { BUDGETS } from '../common/tokens.js';
import type { BudgetDefaults } from '../domain/budget/limits.js';
import { decideAddPhase, decideAddTier } from '../domain/command/grow-plan.js';
import { decideLever, type LeverCommand } from '../domain/command/lever.js';
import { idTaken, partNotFound } from '../domain/command/refusals.js';
import { decideCancel, decideExpiry, decideSeal } from '../domain/command/run-commands.js';
import { decideStart, type StartRunCommand } from '../domain/command/start-run.js';
import { isPhaseTerminal } from '../domain/phase/phase-state.js';
import type { Refusal } from '../domain/shared/refusal.js';
import type { PlannedPhase, PlannedTier } from '../domain/plan/plan.js';
import { noRows, type Answer, type Rows } from './answer.js';
import { CommandRunner } from './command-runner.js';
import { CommitHooks } from './commit-hooks.js';
import { FactsStore, type Seen, type SeenId } from './facts.store.js';
import { insertWrite } from './guarded-writes.js';
import type { CommandKey } from './idempotency.js';
import { RunCommandFactory, type RunCommandSpec, type RunTarget } from './run-command.factory.js';

@Injectable()
export class RunLifecycleService {
  constructor(
    private readonly runner: CommandRunner,
    private readonly commands: RunCommandFactory,
    private readonly facts: FactsStore,
    private readonly hooks: CommitHooks,
    private readonly ids: IdSource,
    @Inject(BUDGETS) private readonly budgets: BudgetDefaults,
  ) {}

  /** Starts a run, or opens a draft. Without an id the server makes one (I1). */
  async startRun(plan: Omit<StartRunCommand, 'runId'> & { runId: string | null }, key: CommandKey | null): Promise<Answer> {
    let runId = plan.runId ?? this.ids.runId();
    const { result, errors, by } = await this.runner.run<SeenId, Rows>({
      name: 'startRun',
      key,
      read: () => this.facts.id(runId, key),
      decide: async ({ taken, now }) => {
        if (taken && plan.runId !== null) return { outcome: 'answer', errors: [idTaken(runId)], result: noRows };
        if (taken) {
          runId = this.ids.runId();
          return { outcome: 'again' };
        }
        const decision = decideStart({ ...plan, runId }, this.budgets, { actor: 'operator', cause: 'startRun', now });
        if (decision.outcome === 'needs-open-rows') throw new Error('A start has no open rows');
        if (decision.outcome === 'refused') return { outcome: 'answer', errors: decision.errors, result: noRows };
        return { outcome: 'write', write: insertWrite(decision.change), result: { ...noRows, run: decision.change.run } };
      },
      replay: async ({ run }) => ({ ...noRows, run }),
    });
    if (by === 'write' && result.run) await this.hooks.committed(result.run.runId);
    return { ...result, errors };
  }

  /** Moves one phase: the lever (W11). */
  async movePhase(target: RunTarget & { phaseId: string }, command: LeverCommand): Promise<Answer> {
    const { runId, phaseId, key } = target;
    return this.execute(target, {
      name: 'updatePhaseStatus',
      endsAtDeadline: true,
      read: () => this.facts.phase(runId, phaseId, isPhaseTerminal(command.state), key),
      decide: ({ run, phase, tier, head, behindHeadIndex }, occasion, open) =>
        phase && tier
          ? decideLever({ run, phase, tier, head, behindHeadIndex, open }, command, occasion)
          : { outcome: 'refused', errors: [partNotFound(run, 'phase', phaseId)] },
      names: { phaseId },
    });
  }

  /** Appends a tier with its phases to a draft (S9). */
  async addTier(target: RunTarget, plan: PlannedTier): Promise<Answer> {
    const phaseIds = plan.phases.map((phase) => phase.phaseId);
    return this.execute(target, {
      name: 'addTier',
      read: () => this.facts.draft(target.runId, plan.tierId, phaseIds, target.key),
      decide: ({ run, tier, takenPhaseIds }, occasion) =>
        decideAddTier({ run, tierExists: tier !== null, takenPhaseIds }, plan, this.budgets, occasion),
      names: { tierId: plan.tierId },
    });
  }

  /** Appends a phase to a tier of a draft (S9). */
  async addPhase(target: RunTarget & { tierId: string }, plan: PlannedPhase): Promise<Answer> {
    const { runId, tierId, key } = target;
    return this.execute(target, {
      name: 'addPhase',
      read: () => this.facts.draft(runId, tierId, [plan.phaseId], key),
      decide: ({ run, tier, phase, tierIncidentTokens, endOfTierIndex }, occasion) =>
        tier
          ? decideAddPhase(
              { run, tier, phaseExists: phase !== null, tierIncidentTokens, phaseIndex: endOfTierIndex },
              plan,
              this.budgets,
              occasion,
            )
          : { outcome: 'refused', errors: [partNotFound(run, 'tier', tierId)] },
      names: { tierId, phaseId: plan.phaseId },
    });
  }

  /** Freezes a draft's plan and starts its clock. */
  async sealPlan(target: RunTarget): Promise<Answer> {
    return this.execute(target, {
      name: 'sealPlan',
      read: () => this.facts.draft(target.runId, null, [], target.key),
      decide: (facts, occasion) => decideSeal(facts, occasion),
    });
  }

  /** Ends a run as cancelled. */
  async cancelRun(target: RunTarget, reason: string): Promise<Answer> {
    return this.execute(target, {
      name: 'cancelRun',
      read: () => this.facts.run(target.runId, target.key),
      decide: ({ run }, occasion, open) => decideCancel({ run, open }, reason, occasion),
    });
  }

  /** Ends a run whose deadline has passed; any other is refused, and nothing happens (B5). */
  async expireRun(runId: string): Promise<Answer> {
    return this.execute(
      { runId, key: null, expectedRunVersion: null },
      {
        name: 'deadline',
        actor: 'clock',
        endsAtDeadline: true,
        read: () => this.facts.run(runId, null),
        decide: ({ run }, occasion, open) => decideExpiry({ run, open }, occasion),
      },
    );
  }

  /** Deletes a run that has ended. The answer's run is the run as it was. */
  async deleteRun(target: RunTarget): Promise<Answer & { deletedRunId: string | null }> {
    const { result, errors, by } = await this.runner.run(this.commands.deletion(target));
    if (by === 'write') await this.hooks.deleted(target.runId);
    return { ...result, errors, deletedRunId: errors.length === 0 ? target.runId : null };
  }

  /** Guards a command that changes nothing of the run: `go` tells whether it shall be done now. */
  async guard(name: string, target: RunTarget): Promise<{ errors: readonly Refusal[]; go: boolean }> {
    const { errors, by } = await this.runner.run(this.commands.untouching(name, target));
    return { errors, go: errors.length === 0 && by === 'answer' };
  }

  private async execute<Facts extends Seen>(target: RunTarget, spec: RunCommandSpec<Facts>): Promise<Answer> {
    const expire = async () => void (await this.expireRun(target.runId));
    const { result, errors, by } = await this.runner.run(this.commands.onRun(target, spec, expire));
    if (by === 'write') await this.hooks.committed(target.runId);
    return { ...result, errors };
  }
}
