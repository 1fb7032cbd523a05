/** Remotes in tests: bare repositories behind a real HTTP server that runs `git http-backend`; and the API of remotes. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';

import { plan } from '../support/api/api.js';
import type { SetProjectRemoteInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { aPatch, type WorkApi, workApi } from '../support/api/workers.js';
import { git, Repositories } from '../support/git/small-repositories.js';
import type { TestClient } from '../support/graphql-client.js';
import { createProject } from '../support/scenarios/use-work-server.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

/** A bare repository. */
export function bareRepository(path: string): string {
  execFileSync('git', ['init', '-q', '--bare', '-b', 'trunk', path]);
  return path;
}

/** The refs of a repository by their full names. */
export const refsOf = (path: string): Record<string, string> =>
  Object.fromEntries(
    execFileSync('git', ['-C', path, 'for-each-ref', '--format=%(refname) %(objectname)'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(' ') as [string, string]),
  );

/** Serves one bare repository over HTTP, to one user. */
export class HttpRemote {
  /** Credentials and paths of the requests. */
  readonly seen: { readonly path: string; readonly authorization: string | undefined }[] = [];
  /** Answers a request in place of git; answers false: git answers. */
  instead: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  /** Logins that are accepted besides the one of the user. */
  accepts: (authorization: string | undefined) => boolean = () => false;
  /** Git answers a request after this. */
  pause: (request: IncomingMessage) => Promise<void> = async () => undefined;
  private server: Server | null = null;
  private port = 0;

  private constructor(
    readonly path: string,
    readonly user: string,
    readonly password: string,
  ) {
    execFileSync('git', ['-C', path, 'config', 'http.receivepack', 'true']);
  }

  static async open(path: string, user: string, password: string): Promise<HttpRemote> {
    const remote = new HttpRemote(path, user, password);
    await remote.up();
    return remote;
  }

  /** Listens, at the same port as before. */
  async up(): Promise<void> {
    this.server = createServer((request, response) => this.answer(request, response));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (!server) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `${this.origin}/${basename(this.path)}`;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { authorization } = request.headers;
    this.seen.push({ path: request.url!, authorization });
    if (this.instead(request, response)) return;
    const expected = `Basic ${Buffer.from(`${this.user}:${this.password}`).toString('base64')}`;
    if (authorization !== expected && !this.accepts(authorization)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
      return;
    }
    void this.pause(request).then(() => this.serve(request, response));
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const [path, query = ''] = request.url!.split('?');
    const backend = spawn('git', ['http-backend'], {
      env: {
        ...process.env,
        ...{ GIT_PROJECT_ROOT: dirname(this.path), GIT_HTTP_EXPORT_ALL: '1', PATH_INFO: decodeURIComponent(path!) },
        ...{ QUERY_STRING: query, REQUEST_METHOD: request.method, REMOTE_USER: this.user },
        ...{ CONTENT_TYPE: request.headers['content-type'] ?? '' },
        ...(request.headers['content-encoding'] ? { HTTP_CONTENT_ENCODING: request.headers['content-encoding'] } : {}),
        ...(request.headers['git-protocol'] ? { GIT_PROTOCOL: request.headers['git-protocol'] as string } : {}),
        ...(request.headers['content-length'] ? { CONTENT_LENGTH: request.headers['content-length'] } : {}),
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    request.pipe(backend.stdin);
    backend.stdin.on('error', () => undefined);
    let head = Buffer.alloc(0);
    let isBegun = false;
    backend.stdout.on('data', (part: Buffer) => {
      if (isBegun) return void response.write(part);
      head = Buffer.concat([head, part]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const headers = head.subarray(0, end).toString().split('\r\n');
      const status = Number(/^Status: (\d+)/m.exec(headers.join('\n'))?.[1] ?? 200);
      response.writeHead(
        status,
        Object.fromEntries(
          headers.map((line) => line.split(': ') as [string, string]).filter(([name]) => name !== 'Status'),
        ),
      );
      isBegun = true;
      response.write(head.subarray(end + 4));
    });
    backend.on('close', () => response.end());
  }
}

const SET = gql(
  `mutation ($input: SetProjectRemoteInput!) { setProjectRemote(input: $input) { remote { url forge } errors { code message path } } }`,
);
const REMOVE = gql(
  `mutation ($input: RemoveProjectRemoteInput!) { removeProjectRemote(input: $input) { projectId errors { code message path } } }`,
);
const RETRY = gql(
  `mutation ($input: RetryPushInput!) { retryPush(input: $input) { remote { url push { state } } errors { code message path } } }`,
);
const REMOTE = gql(
  `query ($projectId: ID!) { project(projectId: $projectId) { remote { url forge setAt credentials { kinds webhookSecret fault }
    push { state lastPushedAt lastAttemptAt lastFault lastError failures nextAttemptAt pendingRefs } } } }`,
);
const PUSHES = gql(
  `query ($runId: ID!) { run(runId: $runId) { state pushes { ref wanted pushed state attempts pushedAt lastFault lastError } } }`,
);

export class RemoteApi {
  constructor(private readonly client: TestClient) {}

  set = async (input: SetProjectRemoteInput) => (await this.client.request(SET, { input })).setProjectRemote;
  remove = async (projectId: string) =>
    (await this.client.request(REMOVE, { input: { projectId } })).removeProjectRemote;
  retry = async (projectId: string) => (await this.client.request(RETRY, { input: { projectId } })).retryPush;
  remoteOf = async (projectId: string) => (await this.client.request(REMOTE, { projectId })).project!.remote;
  pushesOf = async (runId: string) => (await this.client.request(PUSHES, { runId })).run!.pushes;

  /** Waits until the pushing to the remote is in this state; answers the remote. */
  async settled(projectId: string, state: string) {
    return until(`a remote that is ${state}`, async () => {
      const remote = await this.remoteOf(projectId);
      return remote?.push.state === state ? remote : null;
    });
  }
}

export const PASSWORD = 'hunter2-very-secret';

/** A server with the API of workers and of remotes, repositories, and the file of credentials. */
export class RemoteWorld {
  private readonly opened: HttpRemote[] = [];

  private constructor(
    readonly server: TestServer,
    readonly api: WorkApi,
    readonly remotes: RemoteApi,
    readonly repositories: Repositories,
  ) {}

  static async open(environment: Readonly<Record<string, string>> = {}): Promise<RemoteWorld> {
    const repositories = new Repositories();
    grantIn(repositories, {});
    const server = await startTestServer({
      ...{ AUTOPACK_REMOTE_PROTOCOLS: 'https,ssh,http,file' },
      ...{ AUTOPACK_REMOTE_CREDENTIALS: join(repositories.folder, 'credentials.json'), ...environment },
    });
    return new RemoteWorld(server, workApi(server), new RemoteApi(server), repositories);
  }

  async close(): Promise<void> {
    for (const remote of this.opened) await remote.down();
    await this.server.close();
    this.repositories.remove();
  }

  /** Writes the file of credentials. */
  grant(entries: object): void {
    grantIn(this.repositories, entries);
  }

  /** A project with a repository, and a bare one that could be its remote. */
  async project(name: string): Promise<{ path: string; bare: string }> {
    const path = this.repositories.make(name);
    git(path, 'checkout', '-q', '--detach');
    const facts = { projectId: name, repositoryPath: path, defaultBranch: 'trunk', allowPromotion: true };
    await createProject(this.api, facts);
    return { path, bare: bareRepository(join(this.repositories.folder, `${name}.git`)) };
  }

  /** The same, its remote behind HTTP, set and with its password in the file. */
  async httpProject(name: string): Promise<{ path: string; bare: string; remote: HttpRemote }> {
    const made = await this.project(name);
    const remote = await this.httpRemote(made.bare);
    this.grant({ [remote.url]: { username: 'robot', password: PASSWORD } });
    await this.set(name, remote.url);
    return { ...made, remote };
  }

  async httpRemote(bare: string): Promise<HttpRemote> {
    const remote = await HttpRemote.open(bare, 'robot', PASSWORD);
    this.opened.push(remote);
    return remote;
  }

  async set(projectId: string, url: string): Promise<void> {
    expect((await this.remotes.set({ projectId, url })).errors).toEqual([]);
  }

  async start(runId: string, projectId: string, phases: readonly string[] = ['a']): Promise<void> {
    expect((await this.api.startRun({ runId, projectId, tiers: plan({ T1: [...phases] }) })).errors).toEqual([]);
  }

  /** Builds the next phase of a run, and CI finds it green. */
  async phase(runId: string, name = 'src/added.txt'): Promise<void> {
    const { api } = this;
    const { token } = await api.lease('BUILDER', { runId });
    expect((await api.build(token, { patch: aPatch(name) })).errors).toEqual([]);
    expect((await api.ci({ leaseToken: (await api.lease('CI', { runId })).token })).errors).toEqual([]);
  }
}

function grantIn({ folder }: Repositories, entries: object): void {
  const file = join(folder, 'credentials.json');
  writeFileSync(file, JSON.stringify(entries));
  chmodSync(file, 0o600);
}

/** The refs of one run in a repository. */
export const refsOfRun = (path: string, runId: string): Record<string, string> =>
  Object.fromEntries(Object.entries(refsOf(path)).filter(([ref]) => ref.includes(`/autonomous/${runId}`)));
