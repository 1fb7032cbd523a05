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

/** Null: no forge can be at this address. Credentials in the address are dropped. */
export function forgePlace(kind: ForgeKind, remote: string): ForgePlace | null {
  const found = parts(remote);
  if (!found) return null;
  const { origin, host, path } = found;
  const web = `${origin}/${path}`;
  if (!/^[^/]+(?:\/[^/]+)+$/.test(path)) return null;
  if (kind === 'GITLAB') return { kind, api: `${origin}/api/v4`, graphql: null, path, web };
  if (path.split('/').length !== 2) return null;
  if (kind === 'GITEA') return { kind, api: `${origin}/api/v1`, graphql: null, path, web };
  if (host === 'github.com' || host.endsWith('.ghe.com')) {
    return { kind, api: `https://api.${host}`, graphql: `https://api.${host}/graphql`, path, web };
  }
  return { kind, api: `${origin}/api/v3`, graphql: `${origin}/api/graphql`, path, web };
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
