/**
 * A server without its API: the lifecycle, with events and files on request, composed as in the composition root. Several of
 * them on one database are several servers. Sweepers do not run by themselves unless a test asks for `clock`.
 */
import { Injectable, Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';

import { readSettings } from '../../../src/config/settings.js';
import { SettingsModule } from '../../../src/config/settings.module.js';
import { dataSourceOptions } from '../../../src/database/data-source.js';
import { Database } from '../../../src/database/database.js';
import { DatabaseModule } from '../../../src/database/database.module.js';
import type { StartRunCommand } from '../../../src/domain/decisions/start/start-run.js';
import type { IssueReport } from '../../../src/domain/model/issue.js';
import type { PhaseState } from '../../../src/domain/model/phase-state.js';
import type { Plan, PlannedPhase, PlannedTier } from '../../../src/domain/model/plan.js';
import { EventsModule } from '../../../src/events/events.module.js';
import { FileLayoutModule } from '../../../src/file-layout/file-layout.module.js';
import { LayoutRepair } from '../../../src/file-layout/runs/repair.js';
import { NodeModule } from '../../../src/graphql/node/node.module.js';
import { CheckSweeper } from '../../../src/lifecycle/checks/check.sweeper.js';
import { FactsStore } from '../../../src/lifecycle/facts/facts.store.js';
import { type CommandKey, commandKey } from '../../../src/lifecycle/facts/idempotency.js';
import { LifecycleModule } from '../../../src/lifecycle/lifecycle.module.js';
import { Pipeline } from '../../../src/lifecycle/pipeline/pipeline.js';
import { DeadlineSweeper } from '../../../src/lifecycle/runs/deadline.sweeper.js';
import {
  PlanLifecycleService,
  type PlanToStart,
  type StartedRuns,
} from '../../../src/lifecycle/runs/plan-lifecycle.service.js';
import type { Answer } from '../../../src/lifecycle/runs/run-lifecycle.service.js';
import { RunLifecycleService } from '../../../src/lifecycle/runs/run-lifecycle.service.js';
import { WorkSweeper } from '../../../src/lifecycle/work/work.sweeper.js';
import { aPlannedTier, aStart } from '../domain/builders.js';
import { Barrier } from '../waiting.js';

export interface LifecycleOptions {
  /** Works in the background too: looks at the clock every second, repairs files. */
  readonly clock?: boolean;
  readonly events?: boolean;
  /** With files, below this root. */
  readonly runsRoot?: string;
  readonly poolSize?: number;
  readonly applicationName?: string;
}

/** Options of a command besides the run and the phase. */
export interface CommandOptions {
  readonly addTokens?: number;
  readonly note?: string | null;
  readonly key?: string | null;
  readonly expectedRunVersion?: number | null;
}

@Injectable()
class IdleDeadlineSweeper extends DeadlineSweeper {
  override onApplicationBootstrap(): void {}
}

@Injectable()
class IdleCheckSweeper extends CheckSweeper {
  override onApplicationBootstrap(): void {}
}

@Injectable()
class IdleWorkSweeper extends WorkSweeper {
  override onApplicationBootstrap(): void {}
}

@Injectable()
class IdleRepair extends LayoutRepair {
  override onApplicationBootstrap(): void {}
}

export class LifecycleServer {
  readonly lifecycle: RunLifecycleService;
  readonly pipeline: Pipeline;
  readonly plans: PlanLifecycleService;
  readonly sweeper: DeadlineSweeper;
  readonly database: Database;

  private constructor(readonly app: TestingModule) {
    this.lifecycle = app.get(RunLifecycleService);
    this.pipeline = app.get(Pipeline);
    this.plans = app.get(PlanLifecycleService);
    this.sweeper = app.get(DeadlineSweeper);
    this.database = app.get(Database);
  }

  static async open(url: string, options: LifecycleOptions = {}): Promise<LifecycleServer> {
    const settings = readSettings(
      { DATABASE_URL: url, AUTONOMOUS_RUNS_DIR: options.runsRoot, RUN_MAX_PHASES: '1000' },
      process.cwd(),
    );
    const building = Test.createTestingModule({
      imports: [
        SettingsModule.of(settings),
        TypeOrmModule.forRoot({ ...dataSourceOptions(url, options), retryAttempts: 1 }),
        DatabaseModule,
        LifecycleModule,
        ...(options.events ? [NodeModule, EventsModule] : []),
        ...(options.runsRoot ? [FileLayoutModule] : []),
      ],
    });
    if (!options.clock) {
      building.overrideProvider(DeadlineSweeper).useClass(IdleDeadlineSweeper);
      building.overrideProvider(WorkSweeper).useClass(IdleWorkSweeper);
      building.overrideProvider(CheckSweeper).useClass(IdleCheckSweeper);
      building.overrideProvider(LayoutRepair).useClass(IdleRepair);
    }
    const app = await building.compile();
    Logger.overrideLogger(false);
    await app.init();
    return new LifecycleServer(app);
  }

  close(): Promise<void> {
    return this.app.close();
  }

  start(
    runId: string | null,
    tiers: readonly PlannedTier[],
    values: Partial<StartRunCommand> = {},
    key?: CommandKey,
  ): Promise<Answer> {
    return this.plans.startRun({ ...aStart({ tiers, ...values }), runId }, key ?? null);
  }

  transition(runId: string, phaseId: string, state: PhaseState, options: CommandOptions = {}): Promise<Answer> {
    const { addTokens = 0, note = null, expectedRunVersion = null } = options;
    const input = { runId, phaseId, state, addTokens, note, expectedRunVersion };
    const target = { runId, phaseId, expectedRunVersion, key: commandKey('updatePhaseStatus', options.key, input) };
    return this.lifecycle.movePhase(target, { state, addTokens, note });
  }

  cancel(runId: string, reason = 'enough', options: CommandOptions = {}): Promise<Answer> {
    return this.lifecycle.cancelRun(targetOf('cancelRun', runId, options, { reason }), reason);
  }

  seal(runId: string, options: CommandOptions = {}): Promise<Answer> {
    return this.plans.sealPlan(targetOf('sealPlan', runId, options));
  }

  addTier(runId: string, tier: PlannedTier, options: CommandOptions = {}): Promise<Answer> {
    return this.plans.addTier(targetOf('addTier', runId, options, { tier }), tier);
  }

  addPhase(runId: string, tierId: string, phase: PlannedPhase, options: CommandOptions = {}): Promise<Answer> {
    return this.plans.addPhase({ ...targetOf('addPhase', runId, options, { tierId, phase }), tierId }, phase);
  }

  delete(runId: string, options: CommandOptions = {}): ReturnType<RunLifecycleService['deleteRun']> {
    return this.lifecycle.deleteRun(targetOf('deleteRun', runId, options));
  }

  /** Starts the linked runs that a plan becomes. */
  startPlan(
    runId: string | null,
    plan: Partial<Plan>,
    requested: Partial<PlanToStart> = {},
    key?: CommandKey,
  ): Promise<StartedRuns> {
    const whole = {
      runId,
      projectId: 'default',
      document: { plan: { ...aStart(), ...plan } },
      caller: { safetyProfile: null, runScope: null },
      ...requested,
    };
    return this.plans.startPlan(whole, key ?? null);
  }

  /** Records issues of a phase: keys alone are minor issues. */
  record(
    runId: string,
    phaseId: string,
    issues: readonly (string | Partial<IssueReport>)[],
    options: CommandOptions = {},
  ): Promise<Answer> {
    const reports = issues.map((issue) => aReport(typeof issue === 'string' ? { issueKey: issue } : issue));
    return this.lifecycle.recordIssues(
      { ...targetOf('recordIssues', runId, options, { phaseId, issues }), phaseId },
      reports,
    );
  }

  /** Moves a phase through all states. */
  async complete(runId: string, phaseId: string, addTokens = 0): Promise<Answer> {
    let answer: Answer | undefined;
    for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE'] as const) {
      answer = accepted(await this.transition(runId, phaseId, state, { addTokens }));
    }
    return answer!;
  }
}

function targetOf(mutation: string, runId: string, options: CommandOptions, input: object = {}) {
  const { expectedRunVersion = null } = options;
  return { runId, expectedRunVersion, key: commandKey(mutation, options.key, { runId, expectedRunVersion, ...input }) };
}

export const aReport = (values: Partial<IssueReport> = {}): IssueReport => ({
  issueKey: 'style__long_line',
  category: 'style',
  severity: 'MINOR',
  source: 'PROBE',
  description: null,
  taskCategory: null,
  complexity: null,
  expectedFail: false,
  evidenceRefs: [],
  ...values,
});

/** Tiers t0, t1 … with so many phases each; phases p0, p1 … over the whole plan. */
export function planOf(...sizes: number[]): PlannedTier[] {
  let next = 0;
  return sizes.map((size, t) =>
    aPlannedTier(
      `t${t}`,
      Array.from({ length: size }, () => `p${next++}`),
    ),
  );
}

export function accepted(answer: Answer): Answer {
  if (answer.errors.length > 0) throw new Error(`Refused: ${JSON.stringify(answer.errors)}`);
  return answer;
}

/** The code of the first refusal, or what became of an accepted command. */
export const codeOf = (answer: { errors: readonly { code: string }[] }): string => answer.errors[0]?.code ?? 'ACCEPTED';

/** The first `count` reads of these servers wait for each other, so that their commands decide on the same version. */
export function decideTogether(count: number, ...servers: LifecycleServer[]): void {
  const barrier = new Barrier(count);
  for (const server of servers) {
    const facts = server.app.get(FactsStore);
    for (const name of ['run', 'ids', 'phase', 'draft', 'wholeDraft'] as const) {
      const read = FactsStore.prototype[name] as (...given: unknown[]) => Promise<unknown>;
      const held = async (...given: unknown[]) => {
        const seen = await read.apply(facts, given);
        await barrier.arrive();
        return seen;
      };
      Object.assign(facts, { [name]: held });
    }
  }
}
