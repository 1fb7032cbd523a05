/** Writes of tokens (A2), each in one statement that lands whole or not at all, with the idempotency record. */
import type { AccessToken } from '../domain/model/access-token.js';
import { type RecordRow, rememberWith } from './change-parts.js';
import { statement } from './database.js';
import { AccessTokenEntity } from './entities/access-token.entity.js';
import { Table } from './table.js';

const TOKEN = new Table<AccessTokenEntity>(AccessTokenEntity);
const REMEMBER = rememberWith('written', '$1');

/** What may be shown of token `t`. */
export const PUBLIC_TOKEN = `to_jsonb(t) - 'write_id' - 'secret_hash'`;

export const tokenFromJson: (row: Readonly<Record<string, unknown>>) => AccessToken = TOKEN.fromJson;

/** Lands if no live token has the name. $1 record of the key, $2 the token. */
export const INSERT_TOKEN = statement({
  name: 'insert_access_token',
  text: `with written as (${TOKEN.insert({ rows: '$2', one: true })} on conflict do nothing returning token_id),
  remembered as (${REMEMBER})
  select token_id from written`,
});

/**
 * Every server is told with the commit, this one too: sockets of the token are closed and nobody is let in by what a server
 * remembers. $1 record of the key, $2 token, $3 instant.
 */
export const REVOKE_TOKEN = statement({
  name: 'revoke_access_token',
  text: `with written as (update access_token set revoked_at = $3::timestamptz where token_id = $2 and revoked_at is null returning token_id),
  remembered as (${REMEMBER})
  select token_id, pg_notify('autopack_events', 'tokens token:' || token_id) from written`,
});

/** $1 token, $2 write. */
export const TOKEN_LANDED = statement({
  name: 'access_token_landed',
  text: 'select 1 as landed from access_token where token_id = $1 and write_id = $2',
});

/** $1 token: whoever revoked it, it is done. */
export const TOKEN_REVOKED = statement({
  name: 'access_token_revoked',
  text: 'select 1 as landed from access_token where token_id = $1 and revoked_at is not null',
});

export const tokenValues = (token: AccessToken, secretHash: string, writeId: string, record: RecordRow): unknown[] => [
  record && JSON.stringify(record),
  JSON.stringify(TOKEN.toJson({ ...token, secretHash, writeId })),
];
