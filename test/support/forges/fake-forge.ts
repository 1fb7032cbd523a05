/**
 * A forge on loopback, for tests: one repository `acme/widgets`, with answers in the form that the real ones have.
 * What differs between GitHub, GitLab and Gitea is in the files beside this one.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import type { ForgeKind } from '../../../src/domain/model/remote.js';
import type { FakeApp } from './fake-app.js';
import { giteaDialect } from './gitea-answers.js';
import { gitHubDialect } from './github-answers.js';
import { gitLabDialect } from './gitlab-answers.js';

export interface FakeChange {
  number: number;
  title: string;
  body: string;
  draft: boolean;
  head: string;
  base: string;
  headCommit: string;
  /** Its branch is in another repository. */
  fromFork: boolean;
  state: 'open' | 'closed' | 'merged';
  updatedAt: string;
  merged: { by: string; commit: string; at: string } | null;
}

/** As the forge names its states. */
export interface FakeCheck {
  name: string;
  state: string;
  /** GitHub: a check run with this conclusion; otherwise and if left out a status. */
  conclusion?: string | null;
  allowFailure?: boolean;
}

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** What a forge's API is like. */
export interface Dialect {
  readonly api: string;
  authorized(request: FakeRequest, token: string): boolean;
  readonly unauthorized: unknown;
  readonly notFound: unknown;
  /** Null: it has no such route. A list is paged by the server. */
  reply(
    forge: FakeForge,
    request: FakeRequest,
  ): Reply | { readonly list: readonly unknown[]; readonly as?: string } | null;
}

const DIALECTS: Readonly<Record<ForgeKind, Dialect>> = {
  GITHUB: gitHubDialect,
  GITLAB: gitLabDialect,
  GITEA: giteaDialect,
};

export const FAKE_TOKEN = 'forge-token-of-tests-0123456789';

export class FakeForge {
  readonly changes: FakeChange[] = [];
  readonly checks = new Map<string, FakeCheck[]>();
  readonly statuses: { readonly commit: string; readonly body: Record<string, unknown> }[] = [];
  readonly requests: (FakeRequest & { status: number })[] = [];
  /** Entries of a page; null: what is requested. */
  pageSize: number | null = null;
  /** What it answers instead, or does: never answers, cuts the connection; null: as usual. Before anything happens. */
  instead: (request: FakeRequest) => Reply | 'hang' | 'cut' | null = () => null;
  /** The same, after it happened: the answer is lost. */
  lost: (request: FakeRequest) => boolean = () => false;
  /** Whether branches may be proposed: of a pushed repository. */
  hasBranch: (branch: string) => boolean = () => true;
  headOf: (branch: string) => string = () => 'a'.repeat(40);
  /** GitHub: an app whose tokens are accepted, too. */
  app: FakeApp | null = null;
  url = '';
  /** The path before all of its paths. */
  under = '';
  private server: Server | TlsServer | null = null;
  private count = 0;

  private constructor(readonly kind: ForgeKind) {}

  /** Without a server of its own: `serve` answers for another one, which is at this address. */
  static within(kind: ForgeKind, url: string): FakeForge {
    return Object.assign(new FakeForge(kind), { url });
  }

  /** `tls`: with this key and certificate, in PEM form. */
  static async start(kind: ForgeKind, tls?: { readonly key: string; readonly cert: string }): Promise<FakeForge> {
    const forge = new FakeForge(kind);
    const serve = (request: IncomingMessage, response: ServerResponse) => void forge.serve(request, response);
    const server = tls ? createTlsServer(tls, serve) : createServer(serve);
    forge.server = server;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    forge.url = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return forge;
  }

  get remote(): string {
    return `${this.url}/acme/widgets.git`;
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  /** How often it was called so, and answered with one of the statuses. */
  calls(method: string, path: RegExp): FakeForge['requests'] {
    return this.requests.filter((request) => request.method === method && path.test(request.path));
  }

  open(
    change: Pick<FakeChange, 'title' | 'body' | 'draft' | 'head' | 'base'> & { readonly fromFork?: boolean },
  ): FakeChange {
    const opened: FakeChange = {
      fromFork: false,
      ...change,
      number: this.changes.length + 1,
      headCommit: this.headOf(change.head),
      state: 'open',
      updatedAt: this.instant(),
      merged: null,
    };
    this.changes.push(opened);
    return opened;
  }

  hasOpen(head: string, base: string): boolean {
    return this.changes.some(
      (each) => each.state === 'open' && !each.fromFork && each.head === head && each.base === base,
    );
  }

  merge(number: number, by: string, commit: string): void {
    const change = this.changes[number - 1]!;
    Object.assign(change, { state: 'merged', updatedAt: this.instant(), merged: { by, commit, at: change.updatedAt } });
  }

  close(number: number): void {
    Object.assign(this.changes[number - 1]!, { state: 'closed', updatedAt: this.instant() });
  }

  update(change: FakeChange, patch: Partial<FakeChange>): FakeChange {
    return Object.assign(change, patch, { updatedAt: this.instant() });
  }

  /** Later with each call. */
  instant(): string {
    return new Date(Date.UTC(2026, 0, 1) + ++this.count * 1_000).toISOString().replace('.000', '');
  }

  async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of incoming as AsyncIterable<Buffer>) parts.push(part);
    const url = new URL(incoming.url!, this.url);
    if (!url.pathname.startsWith(this.under)) return void response.writeHead(404).end();
    url.pathname = url.pathname.slice(this.under.length);
    const text = Buffer.concat(parts).toString();
    const request: FakeRequest = {
      ...{ method: incoming.method!, path: url.pathname, query: url.searchParams, headers: incoming.headers },
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
    const noted = { ...request, status: 0 };
    this.requests.push(noted);
    const instead = this.instead(request);
    if (instead === 'hang') return;
    if (instead === 'cut') return void incoming.socket.destroy();
    const reply = instead ?? this.reply(request);
    if (this.lost(request)) return void incoming.socket.destroy();
    noted.status = reply.status;
    const body = reply.body === undefined ? '' : JSON.stringify(reply.body);
    const etag = `W/"${createHash('sha256').update(body).digest('hex')}"`;
    const isUnchanged = reply.status === 200 && incoming.headers['if-none-match'] === etag;
    if (isUnchanged) noted.status = 304;
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      ...(request.method === 'GET' && reply.status === 200 ? { etag } : {}),
      ...(this.kind === 'GITHUB' ? { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4987' } : {}),
      ...reply.headers,
    };
    response.writeHead(noted.status, headers).end(isUnchanged ? undefined : body);
  }

  private reply(request: FakeRequest): Reply {
    const dialect = DIALECTS[this.kind];
    const exchanged = this.app?.reply(request);
    if (exchanged) return exchanged;
    const tokens = [FAKE_TOKEN, ...(this.app?.valid ?? [])];
    if (!tokens.some((token) => dialect.authorized(request, token))) return { status: 401, body: dialect.unauthorized };
    const found = dialect.reply(this, request);
    if (found === null) return { status: 404, body: dialect.notFound };
    return 'list' in found ? this.paged(request, found.list, found.as) : found;
  }

  private paged({ path, query }: FakeRequest, list: readonly unknown[], as: string | undefined): Reply {
    const size = this.pageSize ?? Number(query.get('per_page') ?? query.get('limit') ?? 30);
    const page = Number(query.get('page') ?? 1);
    const part = list.slice((page - 1) * size, page * size);
    const next = new URL(path, this.url);
    for (const [name, value] of query) next.searchParams.set(name, value);
    next.searchParams.set('page', String(page + 1));
    const last = Math.ceil(list.length / size);
    const link =
      page < last ? { link: `<${next.href}>; rel="next", <${next.origin}${path}?page=${last}>; rel="last"` } : {};
    return { status: 200, body: as === undefined ? part : { total_count: list.length, [as]: part }, headers: link };
  }
}
