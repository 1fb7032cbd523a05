/** Reads of tokens, the notes of their use, and where runs and leases belong (A2). */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import type { JsonRow } from '../database/rows.js';
import { PUBLIC_TOKEN, tokenFromJson } from '../database/token-writes.js';
import type { AccessToken } from '../domain/model/access-token.js';
import type { AgentLease, Role } from '../domain/model/caller.js';
import type { WorkerRole } from '../domain/model/vocabulary.js';

const MOST_TOKENS = 1_000;

const IS_OVER = '(t.revoked_at is not null or coalesce(t.expires_at <= autopack_now(), false))';

/** The newest first; those that are good before those that are over. */
const TOKENS = statement({
  name: 'access_tokens',
  text: `select ${PUBLIC_TOKEN} as token from access_token t order by ${IS_OVER}, t.created_at desc, t.token_id desc limit ${MOST_TOKENS}`,
});
/** $1 SHA-256 of its text. One that is over is not found. */
const BY_SECRET = statement({
  name: 'access_token_by_secret',
  text: `select t.token_id as "tokenId", t.name, t.role, t.project_ids as "projectIds",
    (extract(epoch from t.expires_at - autopack_now()) * 1000)::float8 as "leftMs"
  from access_token t where t.secret_hash = $1 and not ${IS_OVER}`,
});
/** $1 tokens: those of them that are no longer good. */
const OVER = statement({
  name: 'access_tokens_over',
  text: `select id as "tokenId" from unnest($1::text[]) as id
    where not exists (select from access_token t where t.token_id = id and not ${IS_OVER})`,
});
/** $1 tokens. Another server may have noted it a moment ago. */
const USED = statement({
  name: 'access_tokens_used',
  text: `update access_token set last_used_at = autopack_now()
    where token_id = any($1::text[]) and (last_used_at is null or last_used_at < autopack_now() - interval '30 seconds')`,
});
/**
 * $1 hash of the token of a lease, $2 the stored token that the agent's token names, or null. A lease that is over is not found, nor one
 * that was given to a token that is no longer good: a worker can name what it likes, so that the row counts besides.
 */
const LEASE_OF_AGENT = statement({
  name: 'access_lease_of_agent',
  text: `select l.token as "leaseToken", l.run_id as "runId", l.phase_id as "phaseId", l.attempt, l.role, l.worker_id as "workerId", l.project_id as "projectId"
  from attempt a join lease l on l.run_id = a.run_id and l.phase_id = a.phase_id and l.attempt = a.number
  where a.token_hash = $1 and l.expires_at > autopack_now() and l.hard_deadline_at > autopack_now()
    and not exists (select from unnest(array[$2::text, a.holder_id]) as used (token_id) where used.token_id is not null
      and not exists (select from access_token t where t.token_id = used.token_id and not ${IS_OVER}))`,
});
/** Somebody can log in as an operator. */
const OPERATORS = statement({
  name: 'access_tokens_of_operators',
  text: `select exists (select from access_token t where t.role = 'OPERATOR' and t.project_ids is null and not ${IS_OVER}) as found`,
});

export interface LiveToken {
  readonly tokenId: string;
  readonly name: string;
  readonly role: Role;
  readonly projectIds: readonly string[] | null;
  /** Until it expires; null: it does not. */
  readonly leftMs: number | null;
}

/** A lease that is live, with whom it belongs to. */
export interface LiveLease extends AgentLease {
  readonly role: WorkerRole;
  readonly workerId: string;
  readonly projectId: string;
}

@Injectable()
export class TokensRepository {
  constructor(private readonly database: Database) {}

  /** Up to 1,000. */
  async all(): Promise<AccessToken[]> {
    const rows = await this.database.read<{ token: JsonRow }>(TOKENS, []);
    return rows.map(({ token }) => tokenFromJson(token));
  }

  /** Null: no token that is good has this hash. */
  async bySecret(secretHash: string): Promise<LiveToken | null> {
    const [row] = await this.database.read<LiveToken & Record<string, unknown>>(BY_SECRET, [secretHash]);
    return row ?? null;
  }

  /** The lease that an agent works under. Null: it is over, or its worker's token is. */
  async leaseOfAgent(leaseHash: string, workerTokenId: string | null): Promise<LiveLease | null> {
    const [row] = await this.database.read<LiveLease & Record<string, unknown>>(LEASE_OF_AGENT, [
      leaseHash,
      workerTokenId,
    ]);
    return row ?? null;
  }

  /** Those that are over. */
  async over(tokenIds: readonly string[]): Promise<string[]> {
    return (await this.database.write<{ tokenId: string }>(OVER, [tokenIds])).map(({ tokenId }) => tokenId);
  }

  async noteUse(tokenIds: readonly string[]): Promise<void> {
    await this.database.write(USED, [tokenIds]);
  }

  async hasOperator(): Promise<boolean> {
    const [row] = await this.database.read<{ found: boolean }>(OPERATORS, []);
    return row!.found;
  }
}
