/**
 * Which requests an open server accepts (A1). A web page in the user's browser can reach loopback too: through a name
 * of its own that resolves there, which shows in `Host`, or directly, which shows in `Origin`.
 */
import type { IncomingMessage } from 'node:http';

import { isLoopbackAddress } from '../common/addresses.js';
import { authorityOf } from '../common/authorities.js';

/** Whether a Host header names loopback or one of the allowed hosts (with a port: that port only). */
export function isOwnHost(host: string | undefined, allowedHosts: readonly string[]): boolean {
  const requested = host === undefined ? null : authorityOf(host);
  if (!requested) return false;
  if (isLoopbackAddress(requested.name)) return true;
  return allowedHosts.some((entry) => {
    const allowed = authorityOf(entry) ?? authorityOf(`[${entry}]`);
    return (
      allowed !== null &&
      allowed.name === requested.name &&
      (allowed.port === undefined || allowed.port === requested.port)
    );
  });
}

/** Every authority that a request claims to be for: its Host headers, and the one in an absolute request target. */
function claimedHosts(request: IncomingMessage): (string | undefined)[] {
  const { rawHeaders, url = '' } = request;
  const hosts = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]!.toLowerCase() === 'host');
  const target = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1];
  return [...(hosts.length > 0 ? hosts : [undefined]), ...(target === undefined ? [] : [target])];
}

/** Whether all hosts that a request claims are our own. */
export const isForOwnHost = (request: IncomingMessage, allowedHosts: readonly string[]): boolean =>
  claimedHosts(request).every((host) => isOwnHost(host, allowedHosts));

/**
 * Whether a request comes from a page of this very server, or from no page at all: no Origin, or scheme and host equal
 * to ours.
 */
export function isFromOwnOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  // Only a proxy in front of us can say so: a page cannot set this header on a WebSocket, nor elsewhere without our
  // permission.
  const behindTls = request.headers['x-forwarded-proto'] === 'https' || 'encrypted' in request.socket;
  return sameOrigin(origin, `${behindTls ? 'https' : 'http'}://${host ?? ''}`);
}

/** Whether an Origin header names a page that loopback serves, as a frontend's development server does. */
export function isLoopbackOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, username, password, pathname, search, hash } = new URL(origin);
  const isBare = username === '' && password === '' && pathname === '/' && search === '' && hash === '';
  return isBare && /^https?:$/.test(protocol) && isLoopbackAddress(hostname);
}

function sameOrigin(left: string, right: string): boolean {
  if (!URL.canParse(left) || !URL.canParse(right)) return false;
  const [a, b] = [new URL(left), new URL(right)];
  return a.protocol === b.protocol && a.host !== '' && a.host === b.host;
}
