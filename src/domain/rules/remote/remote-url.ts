/** The address of a remote (M3): what is accepted, and in which form it is kept. No text here shows a secret. */
import type { ForgeKind, RemoteProtocol } from '../../model/remote.js';

const LONGEST_URL = 2_000;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
export const isLoopback = (hostname: string): boolean => LOOPBACK.test(hostname);
/** `git@host:path` as git writes it. */
const SCP_FORM = /^(?:([A-Za-z0-9._-]+)@)?([A-Za-z0-9][A-Za-z0-9.-]*):(?!\/\/|:)(.+)$/;

export interface RemoteAddress {
  readonly url: string;
  readonly protocol: RemoteProtocol;
  /** Of a file: empty. */
  readonly host: string;
}

/** The address in the form that is kept; or what is wrong with it, as the end of a sentence. */
export function remoteAddress(
  text: string,
  allowed: readonly RemoteProtocol[],
): RemoteAddress | { readonly fault: string } {
  if (text.length > LONGEST_URL) return { fault: `must have at most ${LONGEST_URL} characters` };
  if (/[\s\p{Cc}\\]/u.test(text)) return { fault: 'must not have blanks, control characters or backslashes' };
  const given = text.startsWith('/') ? `file://${text}` : fromScpForm(text);
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(given) || !URL.canParse(given))
    return { fault: 'must be an address such as https://github.com/team/project.git' };
  const parsed = new URL(given);
  const protocol = parsed.protocol.slice(0, -1) as RemoteProtocol;
  if (!allowed.includes(protocol))
    return { fault: `must begin with ${allowed.map((name) => `${name}://`).join(' or ')} (AUTOPACK_REMOTE_PROTOCOLS)` };
  const fault = partsFault(given, parsed, protocol);
  if (fault !== null) return { fault };
  return { url: parsed.href.replace(/\/+$/, ''), protocol, host: parsed.host };
}

function partsFault(given: string, parsed: URL, protocol: RemoteProtocol): string | null {
  const { username, password, search, hash, hostname, pathname } = parsed;
  if (password !== '' || /^[a-z+]+:\/\/[^/?#]*:[^/?#]*@/i.test(given))
    return 'must not have a password: it belongs into the file that AUTOPACK_REMOTE_CREDENTIALS names';
  if (protocol !== 'ssh' && (username !== '' || /^[a-z]+:\/\/[^/?#]*@/i.test(given)))
    return 'must not have a user: it belongs into the file that AUTOPACK_REMOTE_CREDENTIALS names';
  const hidden = decodedFault(parsed, protocol);
  if (hidden !== null) return hidden;
  if (search !== '' || hash !== '' || /[?#]/.test(given)) return 'must not have a query or fragment';
  if (protocol === 'file' ? hostname !== '' : hostname === '')
    return protocol === 'file'
      ? 'must name a path of this machine, such as file:///srv/git/project.git'
      : 'has no host';
  if (protocol === 'http' && !isLoopback(hostname))
    return 'must begin with https://: without encryption only this machine itself is pushed to';
  if (LEADS_ELSEWHERE.test(pathname)) return 'must not have encoded slashes, backslashes or dots in its path';
  return /^\/*$/.test(pathname) ? 'must have the path of a repository' : null;
}

/** What ssh takes as a user; nothing that a shell or ssh itself reads in another way. */
const SSH_USER = /^(?!-)[^\s'"`\\;&|<>(){}$!%#?]+$/;
const SSH_HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9][a-z0-9._-]*)$/i;

/** Git decodes an address before it hands the parts on: to ssh as arguments, to the remote as a path. */
function decodedFault({ username, hostname, pathname }: URL, protocol: RemoteProtocol): string | null {
  const [user, host, path] = [decoded(username), decoded(hostname), decoded(pathname)];
  if ([user, host, path].some((part) => CONTROL.test(part)))
    return 'must not have control characters, and not as %0A or %00 either';
  if ([user, host].some((part) => part.startsWith('-')) || (protocol === 'ssh' && path.startsWith('/-')))
    return 'must not have a user, host or path that begins with -';
  if (protocol !== 'ssh') return null;
  if (user !== '' && !SSH_USER.test(user)) return 'must not have a user with blanks, quotes or signs of a shell';
  return SSH_HOST.test(hostname) ? null : 'must have a host of letters, digits, dots and hyphens';
}

const CONTROL = /[\u0000-\u001f\u007f]/;

/** Byte by byte, as git does it: what follows a percent sign may be no UTF-8. */
const decoded = (text: string): string =>
  text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/**
 * Git and servers decode a path before they follow it: `/team/x/..%2fy` is `/team/y`, though every prefix of `/team/x`
 * stands in it.
 */
const LEADS_ELSEWHERE = /%(?:25)*(?:2e|2f|5c)/i;

/** `git@host:path` names the same repository as `ssh://git@host/path` on every forge. */
function fromScpForm(text: string): string {
  const [, user, host, path] = SCP_FORM.exec(text) ?? [];
  if (host === undefined || path === undefined) return text;
  return `ssh://${user === undefined ? '' : `${user}@`}${host}/${path.replace(/^\/+/, '')}`;
}

/** By the host of the address, where that says it. */
export function forgeOfAddress({ host }: Pick<RemoteAddress, 'host'>): ForgeKind | null {
  const name = host.replace(/:\d+$/, '');
  if (name === 'github.com' || name === 'ssh.github.com') return 'GITHUB';
  if (name === 'gitlab.com' || name === 'altssh.gitlab.com') return 'GITLAB';
  return name === 'codeberg.org' || name === 'gitea.com' ? 'GITEA' : null;
}

const PORTS: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80', 'ssh:': '22' };

/**
 * How much of an address a prefix covers, in characters; null: nothing. Scheme, host and port must be the same, and the
 * path must end where a part of the address's path ends: `/team` covers `/team/x` and not `/team2`. A path that leads
 * elsewhere when it is decoded is covered by nothing.
 */
export function coverage(prefix: string, url: string): number | null {
  if (!URL.canParse(prefix) || !URL.canParse(url)) return null;
  const [of, to] = [new URL(prefix), new URL(url)];
  const isSame =
    of.protocol === to.protocol &&
    of.hostname === to.hostname &&
    portOf(of) === portOf(to) &&
    (of.username === '' || of.username === to.username);
  if (!isSame || LEADS_ELSEWHERE.test(to.pathname)) return null;
  const path = of.pathname.replace(/\/+$/, '');
  const whole = to.pathname.replace(/\/+$/, '');
  const isCovered = whole === path || whole.startsWith(`${path}/`) || whole === `${path}.git`;
  return isCovered ? path.length + of.username.length : null;
}

const portOf = ({ port, protocol }: URL): string => port || (PORTS[protocol] ?? '');
