/** `autopack token create`, `list` and `revoke` (A2). The text of a token is printed once, on standard output and nowhere else. */
import type { Role } from '../../domain/model/caller.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import type { ServerOptions } from '../shared/server-address.js';
import { clientOf, fitted, present, timeOf } from './present.js';
import { refused } from './refused.js';

export interface CreateTokenOptions extends ServerOptions {
  readonly name: string;
  /** In lower case. */
  readonly role: string;
  readonly projects?: readonly string[];
  readonly expires?: string;
  readonly key?: string;
}

export interface RevokeTokenOptions extends ServerOptions {
  readonly id: string;
  readonly key?: string;
}

const TOKEN = gql(
  'fragment OperatorToken on Token { id name role projectIds createdAt expiresAt lastUsedAt revokedAt }',
);
const LIST = gql('query OperatorTokens { tokens { ...OperatorToken } }', TOKEN);
const CREATE = gql(
  `mutation OperatorCreateToken($input: CreateTokenInput!) { createToken(input: $input) {
    secret notice token { ...OperatorToken } errors { ...Refusal } } }`,
  TOKEN,
  REFUSAL,
);
const REVOKE = gql(
  `mutation OperatorRevokeToken($input: RevokeTokenInput!) { revokeToken(input: $input) {
    token { ...OperatorToken } errors { ...Refusal } } }`,
  TOKEN,
  REFUSAL,
);

export async function tokenCreate(output: Output, options: CreateTokenOptions): Promise<number> {
  const input = {
    name: options.name,
    role: options.role.toUpperCase() as Role,
    projectIds: options.projects,
    expiresAt: options.expires,
    idempotencyKey: options.key,
  };
  const { createToken } = await clientOf(options).request(CREATE, { input });
  const { errors, token, secret, notice } = createToken;
  if (errors.length > 0) return refused(output, errors);
  if (notice !== null) output.complain(notice);
  if (output.json) output.document({ ok: true, token, secret, notice });
  else if (secret !== null) {
    output.complain(`Token ${token!.name} (${token!.role}) was made. This is its text; it is not shown again:`);
    process.stdout.write(`${secret}\n`);
  }
  return EXIT.ok;
}

export async function tokenList(output: Output, options: ServerOptions): Promise<number> {
  const answer = await clientOf(options).request(LIST);
  const rows = answer.tokens.map((token) => [
    token.id,
    printable(token.name),
    token.role.toLowerCase(),
    token.revokedAt ? 'revoked' : token.expiresAt ? `until ${timeOf(token.expiresAt)}` : 'good',
    token.lastUsedAt ? timeOf(token.lastUsedAt) : 'never',
    token.projectIds?.join(' ') ?? 'all',
  ]);
  present(output, answer, fitted(output, ['TOKEN', 'NAME', 'ROLE', 'STATE', 'LAST USED', 'PROJECTS'], rows, [5]), [
    'autopack token revoke <id>',
  ]);
  return EXIT.ok;
}

export async function tokenRevoke(output: Output, { id, key, ...options }: RevokeTokenOptions): Promise<number> {
  const { revokeToken } = await clientOf(options).request(REVOKE, { input: { id, idempotencyKey: key } });
  if (revokeToken.errors.length > 0) return refused(output, revokeToken.errors);
  present(output, revokeToken, [`Token ${printable(revokeToken.token!.name)} is revoked.`], ['autopack token list']);
  return EXIT.ok;
}
