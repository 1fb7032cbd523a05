/** Where the API of a remote's forge is, and how it names the repository (M3). */
import type { ForgeKind } from '../../model/remote.js';

export interface ForgePlace {
  readonly kind: ForgeKind;
  /** Without a slash at the end. */
  readonly api: string;
  /** GitHub's second API; the other forges have none that is needed. */
  readonly graphql: string | null;
  /** As in addresses: `owner/name`, with GitLab also `group/subgroup/name`. */
  readonly path: string;
  /** The repository's page: credentials are looked for under this address. */
  readonly web: string;
}

const SCP = /^(?:[^@/]+@)?(?<host>[^:/]+):(?<path>[^/].*)$/;

const VERSIONS: Readonly<Record<ForgeKind, string>> = { GITHUB: '/api/v3', GITLAB: '/api/v4', GITEA: '/api/v1' };

/**
 * Null: no forge can be at this address. Credentials in the address are dropped. `api`: where the API is, if that is known;
 * a forge below a path has the path before the version of its API. Otherwise it is at the root of the host; Gitea's path
 * is also seen by its repositories, which have two parts.
 */
export function forgePlace(kind: ForgeKind, remote: string, api: string | null = null): ForgePlace | null {
  const found = parts(remote);
  if (!found || !/^[^/]+(?:\/[^/]+)+$/.test(found.path)) return null;
  const { origin, host } = found;
  const web = `${origin}/${found.path}`;
  const given = api?.replace(/\/+$/, '') ?? null;
  const prefix = given === null ? seenPrefix(kind, found.path) : givenPrefix(kind, given);
  // An address of SSH does not have the path that the web has.
  const path = found.path.startsWith(`${prefix}/`) ? found.path.slice(prefix.length + 1) : found.path;
  const count = path.split('/').length;
  if (kind === 'GITLAB' ? count < 2 : count !== 2) return null;
  if (kind !== 'GITHUB') {
    const root = prefix === '' ? origin : `${origin}/${prefix}`;
    return { kind, api: given ?? `${root}${VERSIONS[kind]}`, graphql: null, path, web };
  }
  const ofHost = host === 'github.com' || host.endsWith('.ghe.com') ? `https://api.${host}` : `${origin}/api/v3`;
  const rest = given ?? ofHost;
  return { kind, api: rest, graphql: `${rest.replace(/\/v3$/, '')}/graphql`, path, web };
}

const seenPrefix = (kind: ForgeKind, path: string): string =>
  kind === 'GITEA' ? path.split('/').slice(0, -2).join('/') : '';

function givenPrefix(kind: ForgeKind, api: string): string {
  const { pathname } = new URL(api);
  return pathname.endsWith(VERSIONS[kind]) ? bare(pathname.slice(0, -VERSIONS[kind].length)) : '';
}

function parts(remote: string): { readonly origin: string; readonly host: string; readonly path: string } | null {
  const scp = /^[a-z][a-z0-9+.-]*:\/\//i.test(remote) ? undefined : SCP.exec(remote)?.groups;
  if (scp) return { origin: `https://${scp['host']!}`, host: scp['host']!.toLowerCase(), path: bare(scp['path']!) };
  if (!URL.canParse(remote)) return null;
  const url = new URL(remote);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (!isWeb && url.protocol !== 'ssh:') return null;
  // The port of SSH is not the one of the API.
  const origin = isWeb ? `${url.protocol}//${url.host}` : `https://${url.hostname}`;
  return { origin, host: url.hostname.toLowerCase(), path: bare(url.pathname) };
}

const bare = (path: string): string => path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
