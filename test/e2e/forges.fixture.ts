/** Projects whose remote is on a forge on loopback: git and the API of the forge behind one address (M3). */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import type { ResultOf } from '../../src/common/typed-document.js';
import type { ForgeKind } from '../../src/domain/model/remote.js';
import type { PromoteRunInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { FAKE_TOKEN, FakeForge } from '../support/forges/fake-forge.js';
import { git } from '../support/git/small-repositories.js';
import type { TestClient } from '../support/graphql-client.js';
import { createProject } from '../support/scenarios/use-work-server.js';
import { until } from '../support/waiting.js';
import { bareRepository, HttpRemote, refsOf, RemoteWorld } from './remotes.fixture.js';

export const WEBHOOK_SECRET = 'secret-of-the-forge-0123456789';
const TOKEN_USER = { GITHUB: 'x-access-token', GITLAB: 'oauth2', GITEA: 'oauth2' } as const;

const VIEW =
  gql(`fragment ProposedRun on Promotion { kind promotedAt promotedBy promotedTo commit eligible blockers { code } checksVerdict checksCut
  change { forge number url state draft head headCommit base requestedBy openedAt updatedAt endedAt mergedBy problem { code message } nextLookAt }
  checks { name state url startedAt endedAt } }`);
const PROMOTE = gql(
  `mutation ($input: PromoteRunInput!) { promoteRun(input: $input) { promotion { ...ProposedRun }
    errors { code message retryable ... on PolicyError { reasons { code message } } } } }`,
  VIEW,
);
const LOOK = gql('query ($runId: ID!) { promotion(runId: $runId) { ...ProposedRun } }', VIEW);

export type Proposed = NonNullable<ResultOf<typeof LOOK>['promotion']>;

/** A forge with a git door; both are down together. */
export interface ForgePlace {
  readonly projectId: string;
  /** The repository of the project, and the one behind the forge. */
  readonly path: string;
  readonly bare: string;
  readonly door: HttpRemote;
  readonly forge: FakeForge;
  readonly remote: string;
}

export class ForgeWorld {
  private constructor(readonly work: RemoteWorld) {}

  private readonly doors: HttpRemote[] = [];
  private readonly granted: Record<string, object> = {};
  /** What every forge here takes. */
  readonly token = FAKE_TOKEN;

  static async open(environment: Readonly<Record<string, string>> = {}): Promise<ForgeWorld> {
    return new ForgeWorld(await RemoteWorld.open(environment));
  }

  async close(): Promise<void> {
    for (const door of this.doors) await door.down();
    await this.work.close();
  }

  grant(url: string, entry: object | null): void {
    if (entry) this.granted[url] = entry;
    else delete this.granted[url];
    this.work.grant(this.granted);
  }

  /** A project with a repository whose remote is on a forge of the kind, with its default branch pushed. */
  async project(projectId: string, kind: ForgeKind = 'GITHUB'): Promise<ForgePlace> {
    const { repositories, api, remotes } = this.work;
    const path = repositories.make(projectId);
    git(path, 'checkout', '-q', '--detach');
    await createProject(api, { projectId, repositoryPath: path, defaultBranch: 'trunk' });
    const { bare, door, forge, remote } = await openForge(repositories.folder, projectId, kind, path);
    this.doors.push(door);
    this.grant(`${door.origin}/acme/`, { token: FAKE_TOKEN, webhookSecret: WEBHOOK_SECRET });
    expect((await remotes.set({ projectId, url: remote, forge: kind })).errors).toEqual([]);
    return { projectId, path, bare, door, forge, remote };
  }

  /** A run of one phase that has succeeded. */
  async succeeded(runId: string, projectId: string): Promise<string> {
    await this.work.start(runId, projectId);
    await this.work.phase(runId);
    return (await this.work.api.runOf(runId)).headCommit!;
  }

  async promote(runId: string, more: Partial<PromoteRunInput> = {}, client: TestClient = this.work.server) {
    return (await client.request(PROMOTE, { input: { runId, kind: 'PULL_REQUEST', ...more } })).promoteRun;
  }

  async accepted(runId: string, more: Partial<PromoteRunInput> = {}): Promise<void> {
    expect((await this.promote(runId, more)).errors).toEqual([]);
  }

  /** Why a request is refused. */
  async reasons(runId: string, more: Partial<PromoteRunInput> = {}): Promise<string[]> {
    const { errors } = await this.promote(runId, more);
    return errors.flatMap((error) => ('reasons' in error ? error.reasons.map(({ code }) => code) : [error.code]));
  }

  async promotionOf(runId: string): Promise<Proposed> {
    return (await this.work.server.request(LOOK, { runId })).promotion!;
  }

  /** Waits until the promotion is as it should be; the forge is asked again and again meanwhile. */
  async settled(what: string, runId: string, is: (promotion: Proposed) => boolean): Promise<Proposed> {
    return until(what, async () => {
      const promotion = await this.promotionOf(runId);
      if (is(promotion)) return promotion;
      await this.dueNow();
      return null;
    });
  }

  opened(runId: string): Promise<Proposed> {
    return this.settled('an open change', runId, ({ change }) => change?.state === 'OPEN');
  }

  /** No pause of a look is waited for. */
  async dueNow(): Promise<void> {
    await this.work.server.database.query(
      `update promotion_change set next_at = autopack_now() where state in ('REQUESTED', 'OPEN') and next_at > autopack_now()`,
    );
  }
}

/** A forge with the default branch of a repository, behind one address with git. */
export async function openForge(folder: string, name: string, kind: ForgeKind, path: string) {
  const root = join(folder, `forge-of-${name}`);
  mkdirSync(root);
  // git http-backend finds `acme/widgets.git` below the folder of the repository.
  symlinkSync('.', join(root, 'acme'));
  const bare = bareRepository(join(root, 'widgets.git'));
  git(path, 'push', '-q', bare, 'trunk');
  const door = await HttpRemote.open(bare, TOKEN_USER[kind], FAKE_TOKEN);
  const forge = FakeForge.within(kind, door.origin);
  door.instead = (request, response) => {
    if (!request.url!.startsWith('/api/')) return false;
    void forge.serve(request, response);
    return true;
  };
  forge.hasBranch = (branch) => refsOf(bare)[`refs/heads/${branch}`] !== undefined;
  forge.headOf = (branch) => refsOf(bare)[`refs/heads/${branch}`]!;
  return { bare, door, forge, remote: `${door.origin}/acme/widgets.git` };
}

/** People merge a change on the forge; answers the commit of the base then. */
export function merged({ bare, forge }: ForgePlace, number: number, by = 'octocat'): string {
  const { head, base } = forge.changes[number - 1]!;
  const as = {
    ...process.env,
    GIT_AUTHOR_NAME: by,
    GIT_AUTHOR_EMAIL: 'o@x',
    GIT_COMMITTER_NAME: by,
    GIT_COMMITTER_EMAIL: 'o@x',
  };
  const parents = ['-p', `refs/heads/${base}`, '-p', `refs/heads/${head}`];
  const commit = execFileSync(
    'git',
    ['-C', bare, 'commit-tree', '-m', 'Merge', ...parents, `refs/heads/${head}^{tree}`],
    {
      env: as,
      encoding: 'utf8',
    },
  ).trim();
  git(bare, 'update-ref', `refs/heads/${base}`, commit);
  forge.merge(number, by, commit);
  return commit;
}
