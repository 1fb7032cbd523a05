/** Hosts with a port, as `Host` headers and settings hold them. */
import { isIPv4, isIPv6 } from 'node:net';

import { isHostName } from './addresses.js';

const AUTHORITY = /^(?<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?<port>\d{1,5}))?$/;

export interface Authority {
  readonly name: string;
  readonly port: string | undefined;
}

/** The parts of a Host header or setting; null: no name, no address, or no port that there is. */
export function authorityOf(host: string): Authority | null {
  const groups = AUTHORITY.exec(host.toLowerCase())?.groups;
  if (!groups || Number(groups.port ?? 1) > 65_535 || groups.port === '0') return null;
  const [name, port] = [groups.name!, groups.port];
  if (name.startsWith('['))
    return isIPv6(name.slice(1, -1)) ? { name: new URL(`http://${name}/`).hostname, port } : null;
  if (isIPv4(name)) return { name, port };
  return isHostName(name) ? { name: name.replace(/\.$/, ''), port } : null;
}

/** Whether a Host header has the form of one: a name or an address, and perhaps a port. */
export const isWellFormedHost = (host: string): boolean => authorityOf(host) !== null;
