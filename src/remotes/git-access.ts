/** From the credentials of an address to what git gets (M3). */
import type { ForgeKind } from '../domain/model/remote.js';
import type { RemoteAccess } from '../git/remote-repository.js';
import type { CredentialsEntry } from './remote-credentials.js';

/** A forge takes a token as the password of such a user. */
const TOKEN_USER: Readonly<Record<ForgeKind, string>> = { GITHUB: 'x-access-token', GITLAB: 'oauth2', GITEA: 'oauth2' };

/** `token`: of an app, asked for just now. */
export function accessOf(
  entry: CredentialsEntry | null,
  forge: ForgeKind | null,
  protocols: readonly string[],
  token: string | undefined = entry?.token,
): RemoteAccess {
  const password = token ?? entry?.password;
  const username = entry?.username ?? (forge === null ? 'x-access-token' : TOKEN_USER[forge]);
  return {
    protocols,
    ...(entry && password !== undefined ? { login: { username, password }, loginFor: entry.prefix } : {}),
    ...(entry?.sshKeyFile === undefined ? {} : { sshKeyFile: entry.sshKeyFile }),
    ...(entry?.knownHostsFile === undefined ? {} : { knownHostsFile: entry.knownHostsFile }),
    ...(entry?.caFile === undefined ? {} : { caFile: entry.caFile }),
  };
}
