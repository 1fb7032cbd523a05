/**
 * Runs that have succeeded, with commits in a real repository, and servers that promote them. The runs come to their end by manual transitions in a project
 * without a repository; what the work of Builders and CI would have left behind besides, their commits, is put into the rows afterwards.
 */
import type { IncomingMessage } from 'node:http';

import { APP_PIPE } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';

import { REFUSAL } from '../../src/cli/graphql/refusal.js';
import type { ResultOf, TypedDocument } from '../../src/common/typed-document.js';
import { readSettings } from '../../src/config/settings.js';
import { SettingsModule } from '../../src/config/settings.module.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { InputPipe } from '../../src/graphql/errors/input.pipe.js';
import { documentPolicy, graphqlOptions } from '../../src/graphql/graphql.options.js';
import { noteLogin, OPERATOR_LOGIN } from '../../src/graphql/request/login.js';
import { SchemaDriver } from '../../src/graphql/schema.driver.js';
import { IssuesModule } from '../../src/issues/issues.module.js';
import { CommandMetrics } from '../../src/lifecycle/pipeline/command-metrics.js';
import { PhasesModule } from '../../src/phases/phases.module.js';
import { ProjectsModule } from '../../src/projects/projects.module.js';
import { PromotionModule } from '../../src/promotion/promotion.module.js';
import { PromotionSweeper } from '../../src/promotion/promotion.sweeper.js';
import { RunsModule } from '../../src/runs/runs.module.js';
import { TiersModule } from '../../src/tiers/tiers.module.js';
import type { PromoteRunInput, RefusalFragment, UpdateProjectInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { git, README, TestRepository, type TestRepositoryOptions } from '../support/git/git-repositories.js';
import { graphqlClient, type TestClient } from '../support/graphql-client.js';
import type { TestDatabase } from '../support/server/databases.js';

export interface PromotionServer extends TestClient {
  readonly app: NestFastifyApplication;
  readonly sweeper: PromotionSweeper;
  close(): Promise<void>;
}

/** The rooms that promotion needs, put together as the composition root does. Its sweeper looks when a test says so. */
export async function promotionServer(database: TestDatabase): Promise<PromotionServer> {
  const settings = readSettings({ DATABASE_URL: database.url, PORT: '0' }, process.cwd());
  class StillSweeper extends PromotionSweeper {
    override onApplicationBootstrap(): void {}
  }
  const building = Test.createTestingModule({
    imports: [
      SettingsModule.of(settings),
      TypeOrmModule.forRoot({ ...dataSourceOptions(database.url, { poolSize: 10 }), retryAttempts: 1 }),
      GraphQLModule.forRoot({
        driver: SchemaDriver,
        ...graphqlOptions(
          documentPolicy(settings),
          () => true,
          { places: undefined as never, limits: { take: () => 0 } },
          null,
        ),
      }),
      ...[RunsModule, TiersModule, PhasesModule, ProjectsModule, IssuesModule, PromotionModule],
    ],
    providers: [{ provide: APP_PIPE, useClass: InputPipe }],
  });
  const module = await building.overrideProvider(PromotionSweeper).useClass(StillSweeper).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', async ({ raw }: { raw: IncomingMessage }) => noteLogin(raw, OPERATOR_LOGIN));
  await app.init();
  const url = await app.getHttpAdapter().getInstance().listen({ port: 0, host: '127.0.0.1' });
  return { ...graphqlClient(url), app, sweeper: app.get(PromotionSweeper), close: () => app.close() };
}

const START = gql(
  'mutation ($input: StartRunInput!) { startRun(input: $input) { run { runId } errors { code message } } }',
);
const MOVE = gql(
  'mutation ($input: UpdatePhaseStatusInput!) { updatePhaseStatus(input: $input) { errors { code message } } }',
);
const CREATE = gql(
  'mutation ($input: CreateProjectInput!) { createProject(input: $input) { errors { code message } } }',
);
const UPDATE = gql(
  'mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { errors { code message } } }',
);
const VIEW =
  gql(`fragment PromotionAnswer on Promotion { eligible blockers { code message source } obstacles { code message } pullRequestBody
  promotedAt promotedBy promotedTo commit }`);
export const PROMOTE = gql(
  `mutation ($input: PromoteRunInput!) { promoteRun(input: $input) {
    promotion { ...PromotionAnswer } run { runId version state } errors { ...Refusal } } }`,
  VIEW,
  REFUSAL,
);
const LOOK = gql('query ($runId: ID!) { promotion(runId: $runId) { ...PromotionAnswer } }', VIEW);

export type Promoted = ResultOf<typeof PROMOTE>['promoteRun'];
export type PromotionAnswered = NonNullable<Promoted['promotion']>;
export type Refused = RefusalFragment;

/** Why the policy refused; empty: it did not. */
export const reasonsOf = (errors: readonly Refused[]) =>
  errors.flatMap((error) => (error.__typename === 'PolicyError' ? error.reasons : []));

/** What a test says of promotions, in few words. */
export class PromotionStory {
  private made = 0;

  constructor(
    readonly server: PromotionServer,
    readonly database: TestDatabase,
  ) {}

  /** A run of two phases that has succeeded, without a repository; its project allows promotion. */
  async finished(runId = `run-${++this.made}`): Promise<string> {
    const projectId = `project-of-${runId}`;
    await this.accepted(CREATE, { projectId, allowPromotion: true });
    const phases = ['p0', 'p1'].map((phaseId) => ({ phaseId, name: `Phase ${phaseId}` }));
    await this.accepted(START, { runId, projectId, tiers: [{ tierId: 't0', name: 'Tier', phases }] });
    for (const { phaseId } of phases) {
      for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE'] as const)
        await this.accepted(MOVE, { runId, phaseId, state });
    }
    return runId;
  }

  /** Its commits, as its Builders and CI would have left them: on its branch, with its snapshots. */
  async inRepository(runId: string, repository: TestRepository, commit: string, base = repository.base): Promise<void> {
    await this.database.query(
      'update run set repository_path = $2, base_commit = $3, head_commit = $4 where run_id = $1',
      [...[runId, repository.path, base, commit]],
    );
    await this.database.query(`delete from snapshot where run_id = $1`, [runId]);
    await this.database.query(
      `insert into snapshot (run_id, phase_id, commit, tag, executed, at)
       select run_id, phase_id, $2, 'autonomous/' || run_id || '/' || phase_id, 7, completed_at from phase where run_id = $1`,
      [runId, commit],
    );
  }

  /** A run that has succeeded and whose branch has one commit above the default branch. */
  async succeeded(repository: TestRepository, runId = `run-${++this.made}`): Promise<{ runId: string; head: string }> {
    await this.finished(runId);
    const files = { 'README.md': README.replace('five', `FIVE of ${runId}`), [`src/${runId}.ts`]: 'new\n' };
    const head = await repository.commit(`autonomous/${runId}`, files);
    await this.inRepository(runId, repository, head);
    return { runId, head };
  }

  /** Runs that one plan became, the first first. */
  async link(...runIds: string[]): Promise<void> {
    for (const [i, runId] of runIds.entries()) {
      const links = [runIds[i - 1] ?? null, runIds[i + 1] ?? null];
      await this.database.query('update run set previous_run_id = $2, next_run_id = $3 where run_id = $1', [
        runId,
        ...links,
      ]);
    }
  }

  project(runId: string, change: Partial<UpdateProjectInput>): Promise<void> {
    return this.accepted(UPDATE, { projectId: `project-of-${runId}`, ...change });
  }

  async promote(runId: string, stated: Partial<PromoteRunInput> = {}, server = this.server): Promise<Promoted> {
    return (await server.request(PROMOTE, { input: { runId, ...stated } })).promoteRun;
  }

  async look(runId: string): Promise<PromotionAnswered | null> {
    return (await this.server.request(LOOK, { runId })).promotion;
  }

  async isEligible(runId: string): Promise<boolean> {
    const { run } = await this.server.request(
      gql('query ($runId: ID!) { run(runId: $runId) { promotionEligibleToMain } }'),
      { runId },
    );
    return run!.promotionEligibleToMain;
  }

  rows(
    runId: string,
  ): Promise<{ target_branch: string; from_commit: string; commit: string; actor: string; done: boolean }[]> {
    return this.database.query(
      'select target_branch, from_commit, commit, actor, promoted_at is not null as done from promotion where run_id = $1',
      [runId],
    );
  }

  /** Everything of the run itself: its row and its events. */
  async runItself(runId: string): Promise<unknown> {
    return this.database.query(
      `select to_jsonb(r) as run, (select jsonb_agg(to_jsonb(e) order by e.seq) from run_event e where e.run_id = r.run_id) as events,
        (select count(*) from run_outbox o where o.run_id = r.run_id) as writes from run r where r.run_id = $1`,
      [runId],
    );
  }

  private async accepted<Result extends object, Input>(
    mutation: TypedDocument<Result, { input: Input }>,
    input: Input,
  ): Promise<void> {
    const answer = await this.server.request(mutation, { input });
    for (const { errors } of Object.values(answer) as { errors: unknown[] }[]) expect(errors).toEqual([]);
  }

  /** Refused, and nothing of the repository or the database moved. */
  async refused(repository: TestRepository, runId: string, stated: object = {}) {
    const before = await repository.fingerprint();
    const answer = await this.promote(runId, stated);
    expect(await repository.fingerprint()).toEqual(before);
    expect(await this.rows(runId)).toEqual([]);
    expect(answer.errors).toMatchObject([{ __typename: 'PolicyError', code: 'NOT_ELIGIBLE' }]);
    expect(answer.promotion!.pullRequestBody).toContain(`Run \`${runId}\``);
    expect(answer.promotion).toMatchObject({ promotedAt: null, commit: null });
    const [refusal] = answer.errors;
    return {
      ...refusal!,
      reasons: reasonsOf(answer.errors),
      codes: codes(reasonsOf(answer.errors)),
      promotion: answer.promotion!,
    };
  }
}

/** The commit of a branch of the repository; null: there is none. */
export async function tipOf(repository: TestRepository, branch: string): Promise<string | null> {
  return (await git(repository.path, 'for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`)) || null;
}

export const codes = (found: readonly { code: string }[] | undefined): string[] =>
  (found ?? []).map(({ code }) => code);

const repositories: TestRepository[] = [];
/** A bare repository, which `removeRepositories` takes away. */
export async function aRepository(options: TestRepositoryOptions = {}): Promise<TestRepository> {
  const repository = await TestRepository.make({ kind: 'bare', branch: 'trunk', ...options });
  repositories.push(repository);
  return repository;
}
export async function removeRepositories(): Promise<void> {
  for (const repository of repositories.splice(0)) await repository.remove();
}

/** How many promotions were refused since the server started (E3). */
export const refusedPromotions = ({ app }: PromotionServer): number =>
  app
    .get(CommandMetrics)
    .read()
    .find((each) => each.command === 'promoteRun' && each.outcome === 'NOT_ELIGIBLE')?.count ?? 0;
