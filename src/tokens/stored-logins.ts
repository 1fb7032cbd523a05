/**
 * Who sends a token (A2). A stored token is looked up in the database, and remembered for two seconds: within that time a token that
 * was revoked on another server could be let in if the notification of that were lost. Here, and wherever the notification arrives, it
 * is refused at once, and what waits for it ends: sockets, claims.
 */
import { createHash } from 'node:crypto';

import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { isSecret } from '../common/is-secret.js';
import { LatestFew } from '../common/latest-few.js';
import { RunSweeper } from '../common/run-sweeper.js';
import { isOpen, type Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import { isTokenText, looksLikeToken } from '../domain/rules/access/token-text.js';
import { SubscriptionHub } from '../events/subscription-hub.js';
import { readAgentToken } from '../graphql/access/agent-token.js';
import { Login, type Logins, OPERATOR_LOGIN } from '../graphql/request/login.js';
import { AgentLogins } from './agent-logins.js';
import { TokensRepository } from './tokens.repository.js';

const LOOK_EVERY_MS = 2_000;
const REMEMBERED_MS = 2_000;
/** Between two notes of the use of a token. */
const NOTE_EVERY_MS = 60_000;
const MOST_REMEMBERED = 10_000;

interface Entry {
  readonly hash: string;
  readonly tokenId: string;
  readonly login: Login;
  /** By the process's clock. */
  goodUntil: number;
  expiresAt: number;
  used: boolean;
  recordedAt: number;
}

@Injectable()
export class StoredLogins extends RunSweeper implements Logins, OnModuleInit, BeforeApplicationShutdown {
  private readonly entries = new LatestFew<string, Entry>(MOST_REMEMBERED);
  /** Those that somebody waits with are not forgotten. */
  private readonly byToken = new Map<string, Entry>();
  /** Revoked while this server looked: what a read that began before says of them is old. */
  private readonly ended = new LatestFew<string, true>(MOST_REMEMBERED);
  private readonly isOpen: boolean;

  constructor(
    private readonly repository: TokensRepository,
    private readonly agents: AgentLogins,
    private readonly hub: SubscriptionHub,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'token' | 'host'>,
  ) {
    super('Tokens', LOOK_EVERY_MS);
    this.isOpen = isOpen(settings);
  }

  onModuleInit(): void {
    this.hub.onToken = (tokenId) => this.end(tokenId);
  }

  override async beforeApplicationShutdown(): Promise<void> {
    await super.beforeApplicationShutdown();
    await this.noteUse(Number.POSITIVE_INFINITY).catch(() => undefined);
  }

  loginOf(given: unknown, isHeader: boolean): Login | null | Promise<Login | null> {
    const nobody = this.isOpen ? OPERATOR_LOGIN : null;
    if (typeof given !== 'string') return nobody;
    const [, scheme, text = ''] = /^(bearer +)?(.*)$/is.exec(given.trim())!;
    if (isHeader && scheme === undefined) return nobody;
    if (this.settings.token !== undefined && isSecret(text, this.settings.token)) return OPERATOR_LOGIN;
    // On an open server too, a token that claims to be stored is taken for what it says, or refused.
    if (!looksLikeToken(text)) return nobody;
    const ofAgent = readAgentToken(text);
    if (ofAgent) return this.agents.loginOf(ofAgent);
    return isTokenText(text) ? this.stored(createHash('sha256').update(text).digest('hex')) : null;
  }

  private stored(hash: string): Login | null | Promise<Login | null> {
    const entry = this.entries.get(hash);
    const now = performance.now();
    if (entry && !entry.login.isOver && now < entry.goodUntil && now < entry.expiresAt) {
      entry.used = true;
      return entry.login;
    }
    return this.read(hash);
  }

  private async read(hash: string): Promise<Login | null> {
    const token = await this.repository.bySecret(hash);
    const now = performance.now();
    if (!token || this.ended.get(token.tokenId)) {
      const entry = this.entries.get(hash);
      if (entry) this.end(entry.tokenId);
      return null;
    }
    const { tokenId, leftMs, ...caller } = token;
    const known = this.byToken.get(tokenId);
    const entry: Entry =
      known && !known.login.isOver
        ? known
        : {
            hash,
            tokenId,
            login: new Login({ tokenId, ...caller }),
            goodUntil: 0,
            expiresAt: 0,
            used: true,
            recordedAt: -Infinity,
          };
    entry.goodUntil = now + REMEMBERED_MS;
    entry.expiresAt = leftMs === null ? Infinity : now + leftMs;
    entry.used = true;
    this.entries.set(hash, entry);
    this.byToken.set(tokenId, entry);
    return entry.login;
  }

  /** Ends what a notification may have missed, and tokens that expire while somebody waits with them; notes what was used. */
  async tick(): Promise<void> {
    const now = performance.now();
    for (const [tokenId, { login, goodUntil, used }] of this.byToken)
      if (login.isOver || (!login.isHeld && !used && now > goodUntil)) this.byToken.delete(tokenId);
    const held = [...this.byToken].filter(([, { login }]) => login.isHeld).map(([tokenId]) => tokenId);
    if (held.length > 0) for (const tokenId of await this.repository.over(held)) this.end(tokenId);
    await this.noteUse(now - NOTE_EVERY_MS);
  }

  private async noteUse(recordedBefore: number): Promise<void> {
    const due = [...this.byToken.values()].filter(({ used, recordedAt }) => used && recordedAt <= recordedBefore);
    if (due.length === 0) return;
    const now = performance.now();
    for (const entry of due) Object.assign(entry, { used: false, recordedAt: now });
    await this.repository.noteUse(due.map(({ tokenId }) => tokenId));
  }

  /** The token is no longer good. */
  end(tokenId: string): void {
    this.ended.set(tokenId, true);
    const entry = this.byToken.get(tokenId);
    if (!entry) return;
    this.byToken.delete(tokenId);
    this.entries.delete(entry.hash);
    entry.login.end();
  }
}
