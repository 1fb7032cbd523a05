/** Commands on tokens: making them and revoking them (A2). */
import { Injectable } from '@nestjs/common';

import { IdSource } from '../../common/ids.js';
import { Database } from '../../database/database.js';
import type { JsonRow } from '../../database/rows.js';
import {
  INSERT_TOKEN,
  REVOKE_TOKEN,
  TOKEN_LANDED,
  TOKEN_REVOKED,
  tokenFromJson,
  tokenValues,
} from '../../database/token-writes.js';
import {
  decideCreateToken,
  decideRevokeToken,
  type NewToken,
  type TokenFacts,
} from '../../domain/decisions/access/token-commands.js';
import type { AccessToken } from '../../domain/model/access-token.js';
import type { Refusal } from '../../domain/model/refusal.js';
import { TOKEN_BYTES, tokenText } from '../../domain/rules/access/token-text.js';
import type { CommandKey } from '../facts/idempotency.js';
import { rememberedFrom } from '../facts/requested-facts.statements.js';
import type { Seen } from '../facts/seen.js';
import { hashOfToken } from '../facts/work-facts.store.js';
import { Pipeline } from '../pipeline/pipeline.js';
import { TOKEN_FACTS } from './token-facts.statements.js';

export interface TokenAnswer {
  readonly token: AccessToken | null;
  /** The text of a token that this call has made: it is kept nowhere. */
  readonly secret: string | null;
  readonly errors: readonly Refusal[];
}

interface SeenToken extends Seen, TokenFacts {
  readonly token: AccessToken | null;
}

interface Names {
  readonly tokenId: string | null;
  readonly name: string | null;
  readonly projectIds: readonly string[];
}

@Injectable()
export class TokenLifecycleService {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly database: Database,
    private readonly ids: IdSource,
  ) {}

  async create(given: Omit<NewToken, 'tokenId'>, key: CommandKey | null): Promise<TokenAnswer> {
    const token = { ...given, tokenId: this.ids.uuid() };
    const secret = tokenText(token.role, this.ids.secret(TOKEN_BYTES));
    const names = { tokenId: null, name: token.name, projectIds: token.projectIds ?? [] };
    const { result, errors, by } = await this.pipeline.run<SeenToken, AccessToken, AccessToken | null>({
      name: 'createToken',
      key,
      load: () => this.read(names, key),
      decide: (facts) => decideCreateToken(token, facts),
      persist: (made) => ({
        runId: null,
        entity: made.tokenId,
        statement: INSERT_TOKEN,
        values: (writeId, record) => tokenValues(made, hashOfToken(secret), writeId, record),
        landed: (writeId) => ({ statement: TOKEN_LANDED, values: [made.tokenId, writeId] }),
      }),
      respond: (_seen, made) => made,
      replay: async (seen) => seen.token,
    });
    return { token: result, secret: by === 'write' ? secret : null, errors };
  }

  async revoke(tokenId: string, key: CommandKey | null): Promise<TokenAnswer> {
    const names = { tokenId, name: null, projectIds: [] };
    const { result, errors } = await this.pipeline.run<SeenToken, AccessToken, AccessToken | null>({
      name: 'revokeToken',
      key,
      load: () => this.read(names, key),
      decide: ({ token, now }) => decideRevokeToken(tokenId, token, now),
      persist: (revoked) => ({
        runId: null,
        entity: tokenId,
        statement: REVOKE_TOKEN,
        values: (_writeId, record) => [record && JSON.stringify(record), tokenId, revoked.revokedAt],
        landed: () => ({ statement: TOKEN_REVOKED, values: [tokenId] }),
      }),
      respond: ({ token }, revoked) => revoked ?? token,
      replay: async (seen) => seen.token,
    });
    return { token: result, secret: null, errors };
  }

  private async read({ tokenId, name, projectIds }: Names, key: CommandKey | null): Promise<SeenToken> {
    const values = [key?.mutation ?? null, key?.key ?? null, tokenId, name, projectIds];
    const [row] = await this.database.read<{
      now: Date;
      remembered: JsonRow | null;
      token: JsonRow | null;
      name_taken: boolean;
      missing: string[];
    }>(TOKEN_FACTS, values);
    const { now, remembered, token, name_taken: nameTaken, missing } = row!;
    return {
      ...{ now, nameTaken, missing, run: null },
      remembered: rememberedFrom(remembered),
      token: token && tokenFromJson(token),
    };
  }
}
