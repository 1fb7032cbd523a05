/** Commands on tokens: from inputs to the lifecycle and back to payloads (A2). */
import { Injectable, Logger } from '@nestjs/common';

import { toCommandError } from '../graphql/errors/command-error.model.js';
import { commandKey } from '../lifecycle/facts/idempotency.js';
import { TokenLifecycleService } from '../lifecycle/tokens/token-lifecycle.service.js';
import { StoredLogins } from './stored-logins.js';
import type { CreateTokenInput, RevokeTokenInput } from './token.inputs.js';
import { TokenModel } from './token.model.js';
import type { CreateTokenPayload, TokenPayload } from './token.payloads.js';

const ANSWERED_BEFORE =
  'The text of this token was shown when it was made, and is kept nowhere. If it is lost, revoke the token and make another one under a new key.';

@Injectable()
export class TokensService {
  private readonly logger = new Logger('Tokens');

  constructor(
    private readonly lifecycle: TokenLifecycleService,
    private readonly logins: StoredLogins,
  ) {}

  async create(input: CreateTokenInput): Promise<CreateTokenPayload> {
    const { name, role, projectIds, expiresAt } = input;
    const bound = projectIds == null ? null : [...new Set(projectIds)].sort();
    const given = { name, role, projectIds: bound, expiresAt: expiresAt ?? null };
    const key = commandKey('createToken', input.idempotencyKey, { ...given, idempotencyKey: null });
    const { token, secret, errors } = await this.lifecycle.create(given, key);
    if (token && secret !== null)
      this.logger.log(`Token "${token.name}" of the role ${token.role} was made (${token.tokenId})`);
    return {
      token: token && new TokenModel(token),
      secret,
      notice: token && secret === null ? ANSWERED_BEFORE : null,
      errors: errors.map(toCommandError),
    };
  }

  async revoke(input: RevokeTokenInput): Promise<TokenPayload> {
    const key = commandKey('revokeToken', input.idempotencyKey, input);
    const { token, errors } = await this.lifecycle.revoke(input.id, key);
    // Other servers are told with the commit; here nothing passes after the answer.
    if (token?.revokedAt) this.logins.end(token.tokenId);
    if (token && errors.length === 0) this.logger.log(`Token "${token.name}" is revoked (${token.tokenId})`);
    return { token: token && new TokenModel(token), errors: errors.map(toCommandError) };
  }
}
