/** A database, a runs root, and servers on them: the lifecycle and the file layout as the composition root puts them together. */
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { Global, Injectable, Logger, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import pg from 'pg';

import { ArtefactStore } from '../../src/artefacts/artefact-store.js';
import { ArtefactsModule } from '../../src/artefacts/artefacts.module.js';
import { BUDGETS } from '../../src/common/tokens.js';
import { SETTINGS } from '../../src/config/settings.token.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { Database } from '../../src/database/database.js';
import { DatabaseModule } from '../../src/database/database.module.js';
import type { IssueReport } from '../../src/domain/model/issue.js';
import { BUDGET_DEFAULTS } from '../../src/domain/model/limits.js';
import type { PhaseState } from '../../src/domain/model/phase-state.js';
import type { PlannedPhase, PlannedTier } from '../../src/domain/model/plan.js';
import { FileLayoutService } from '../../src/file-layout/file-layout.service.js';
import { ProjectFilesRepository } from '../../src/file-layout/projects/project-files.repository.js';
import { ProjectProjector } from '../../src/file-layout/projects/project-projector.js';
import { ProjectRepair } from '../../src/file-layout/projects/project-repair.js';
import { LayoutFailures } from '../../src/file-layout/rendering/layout-failures.js';
import { FileLayoutRepository } from '../../src/file-layout/runs/file-layout.repository.js';
import { Projector } from '../../src/file-layout/runs/projector.js';
import { LayoutRepair } from '../../src/file-layout/runs/repair.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { PlanLifecycleService } from '../../src/lifecycle/runs/plan-lifecycle.service.js';
import { RunLifecycleService } from '../../src/lifecycle/runs/run-lifecycle.service.js';
import { aPlannedPhase, aPlannedTier, aReport } from '../support/domain/builders.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';

const newRoot = (): string => mkdtempSync(join(tmpdir(), 'autopack-runs-'));

/** A server that commits and crashes before it renders. */
@Injectable()
class CrashingProjector extends Projector {
  override onModuleInit(): void {}
}

@Injectable()
class CrashingProjectProjector extends ProjectProjector {
  override onModuleInit(): void {}
}

/** A server: its parts, and the commands that tests give. A command is over when the files show it, or when they could not be written: they follow its answer (F2). */
export class TestServer {
  readonly lifecycle: RunLifecycleService;
  readonly plans: PlanLifecycleService;
  readonly projector: Projector;
  readonly projects: ProjectProjector;
  readonly layout: FileLayoutService;
  readonly failures: LayoutFailures;
  readonly store: ArtefactStore;
  readonly database: Database;
  /** Not running by itself: tests call its tick. */
  readonly repair: LayoutRepair;

  private constructor(
    readonly app: TestingModule,
    readonly root: string,
  ) {
    this.lifecycle = app.get(RunLifecycleService);
    this.plans = app.get(PlanLifecycleService);
    this.projector = app.get(Projector);
    this.projects = app.get(ProjectProjector);
    this.layout = app.get(FileLayoutService);
    this.failures = app.get(LayoutFailures);
    this.store = app.get(ArtefactStore);
    this.database = app.get(Database);
    this.repair = this.newRepair();
  }

  static async open(url: string, root: string, projector: typeof Projector = Projector): Promise<TestServer> {
    @Global()
    @Module({
      providers: [
        { provide: BUDGETS, useValue: { ...BUDGET_DEFAULTS, runMaxPhases: 1_000 } },
        { provide: SETTINGS, useValue: { runsRoot: root } },
      ],
      exports: [BUDGETS, SETTINGS],
    })
    class Values {}
    const app = await Test.createTestingModule({
      imports: [
        TypeOrmModule.forRoot(dataSourceOptions(url, { poolSize: 8 })),
        Values,
        ArtefactsModule,
        DatabaseModule,
        LifecycleModule,
      ],
      providers: [
        ...[FileLayoutRepository, FileLayoutService, LayoutFailures, ProjectFilesRepository],
        { provide: Projector, useClass: projector },
        { provide: ProjectProjector, useClass: projector === Projector ? ProjectProjector : CrashingProjectProjector },
      ],
    }).compile();
    Logger.overrideLogger(false);
    await app.init();
    return new TestServer(app, root);
  }

  /** The repair of a server that has just started. */
  newRepair(): LayoutRepair {
    const projects = new ProjectRepair(this.app.get(ProjectFilesRepository), this.projects, this.failures);
    return new LayoutRepair(
      this.app.get(FileLayoutRepository),
      this.projector,
      this.failures,
      projects,
      this.app.get(ArtefactStore),
    );
  }

  async close(): Promise<void> {
    await this.app.close();
  }

  async start(runId: string, tiers: readonly PlannedTier[], draft = false, projectId = 'default'): Promise<void> {
    const nothing = { safetyProfile: null, runScope: null, tokenCap: null, maxPhases: null, maxDurationMinutes: null };
    const answer = await this.followed(this.plans.startRun({ runId, projectId, ...nothing, tiers, draft }, null));
    if (answer.errors.length > 0) throw new Error(JSON.stringify(answer.errors));
  }

  async move(
    runId: string,
    phaseId: string,
    state: PhaseState,
    addTokens = 0,
    note: string | null = null,
  ): Promise<void> {
    const target = { runId, phaseId, key: null, expectedRunVersion: null };
    const answer = await this.followed(this.lifecycle.movePhase(target, { state, addTokens, note }));
    if (answer.errors.length > 0) throw new Error(JSON.stringify(answer.errors));
  }

  async complete(runId: string, phaseId: string): Promise<void> {
    for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE'] as const)
      await this.move(runId, phaseId, state, 10);
  }

  /** Records issues: keys alone are minor ones. */
  async record(runId: string, phaseId: string, ...issues: readonly (string | Partial<IssueReport>)[]): Promise<void> {
    const reports = issues.map((issue) =>
      typeof issue === 'string' ? aReport(issue) : aReport(issue.issueKey ?? 'a', issue),
    );
    const answer = await this.followed(
      this.lifecycle.recordIssues({ runId, phaseId, key: null, expectedRunVersion: null }, reports),
    );
    if (answer.errors.length > 0) throw new Error(JSON.stringify(answer.errors));
  }

  async seal(runId: string): Promise<void> {
    await this.followed(this.plans.sealPlan({ runId, key: null, expectedRunVersion: null }));
  }

  /** Waits for a command, then for the files that follow it. */
  async followed<Result>(command: Promise<Result>): Promise<Result> {
    const result = await command;
    await this.projector.flush();
    return result;
  }

  async project(projectId: string): Promise<void> {
    await this.sql('insert into project (project_id, name, created_at) values ($1, $1, autopack_now())', [projectId]);
  }

  /** What publishing a ruleset commits: the module of projects announces it afterwards. */
  async publish(projectId: string, document: unknown): Promise<number> {
    const [row] = await this.sql<{ version: number }>(
      `with newest as (update project set ruleset_version = ruleset_version + 1 where project_id = $1 returning ruleset_version as version),
        published as (insert into ruleset (project_id, version, document, created_at) select $1, version, $2::json, autopack_now() from newest),
        noted as (insert into project_outbox (project_id, write_id, written_at) values ($1, gen_random_uuid(), autopack_now()))
      select version from newest`,
      [projectId, JSON.stringify(document)],
    );
    return row!.version;
  }

  async cancel(runId: string): Promise<void> {
    await this.lifecycle.cancelRun({ runId, key: null, expectedRunVersion: null }, 'enough');
  }

  async delete(runId: string): Promise<void> {
    await this.lifecycle.deleteRun({ runId, key: null, expectedRunVersion: null });
  }

  /** Is a project known to be behind its rows? */
  async recorded(projectId: string): Promise<boolean> {
    return (await this.sql('select from project_outbox where project_id = $1', [projectId])).length > 0;
  }

  /** How many writes are not known to be rendered. */
  async outbox(runId: string): Promise<number> {
    const [row] = await this.sql<{ count: number }>('select count(*)::int as count from run_outbox where run_id = $1', [
      runId,
    ]);
    return row!.count;
  }

  /** The writes in the outbox become old enough for the repair. */
  async age(): Promise<void> {
    await this.sql("update run_outbox set written_at = written_at - interval '1 hour'");
    await this.sql("update project_outbox set written_at = written_at - interval '1 hour'");
  }

  /** Names of the file layout's statements that were sent while something was done. */
  statementsOf(work: () => Promise<void>): Promise<string[]> {
    return layoutStatementsOf(work);
  }

  async sql<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.database.pool.query<Row>(text, values)).rows;
  }

  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  /** Every file of a run or of `_projects/{id}` by path. */
  files(place: string): Map<string, string> {
    return new Map(
      walk(this.path(place)).map((path) => [relative(this.path(place), path), readFileSync(path, 'utf8')]),
    );
  }

  /** A document in JSON. */
  json<Document = any>(...path: string[]): Document {
    return JSON.parse(readFileSync(this.path(...path), 'utf8')) as Document;
  }

  /** Inode and change time of every file of a run: a file that was written again has others. */
  marks(runId: string): Map<string, string> {
    return new Map(
      walk(this.path(runId)).map((path) => {
        const { ino, ctimeNs } = lstatSync(path, { bigint: true });
        return [relative(this.path(runId), path), `${ino} ${ctimeNs}`];
      }),
    );
  }
}

/** Names of the statements of the room that this process sends meanwhile. */
export async function layoutStatementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = [];
  const original = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const name = (given[0] as { name?: string } | undefined)?.name;
    if (name?.startsWith('layout_')) names.push(name);
    return Reflect.apply(original, this, given) as never;
  };
  try {
    await work();
  } finally {
    pg.Client.prototype.query = original;
  }
  return names;
}

function walk(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();
}

/** Tiers t0, t1 … with so many phases each; phases p0, p1 … over the whole plan. */
export function planOf(sizes: readonly number[], phase: Partial<PlannedPhase> = {}): PlannedTier[] {
  let next = 0;
  return sizes.map((size, t) =>
    aPlannedTier(`t${t}`, [], { phases: Array.from({ length: size }, () => aPlannedPhase(`p${next++}`, phase)) }),
  );
}

/** Two servers on one database and root: one that works, and one that dies between its commits and the files. */
export interface ServerPair {
  readonly database: TestDatabase;
  readonly server: TestServer;
  readonly crashing: TestServer;
}

export async function openPair(): Promise<ServerPair> {
  const database = await freshDatabase();
  const server = await TestServer.open(database.url, newRoot());
  return { database, server, crashing: await TestServer.open(database.url, server.root, CrashingProjector) };
}

/** What a failed opening did not get to is missing. */
export async function closePair({ database, server, crashing }: Partial<ServerPair>): Promise<void> {
  await server?.close();
  await crashing?.close();
  await database?.drop();
  if (server) rmSync(server.root, { recursive: true, force: true });
}
