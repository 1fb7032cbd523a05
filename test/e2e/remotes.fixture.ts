/** Remotes in tests: bare repositories behind a real HTTP server that runs `git http-backend`; and the API of remotes. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname } from 'node:path';

import type { RetryPushInput, SetProjectRemoteInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import type { TestClient } from '../support/graphql-client.js';
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
    if (authorization !== expected) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
      return;
    }
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
  retry = async (input: RetryPushInput) => (await this.client.request(RETRY, { input })).retryPush;
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
