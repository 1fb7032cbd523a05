/**
 * Where git may connect to for a remote (M3). An address was accepted when it was set: since then the settings may have
 * become stricter, and a name may lead elsewhere. So it is judged anew each time, before git runs.
 */
import { isIP } from 'node:net';

import { allAddresses } from '../common/exchange.js';
import { ReachableHosts } from '../common/reachable-hosts.js';
import type { Settings } from '../config/settings.js';
import { remoteAddress } from '../domain/rules/remote/remote-url.js';
import type { NamedHost } from '../git/remote-repository.js';
import { fileRemoteFault } from './file-remotes.js';
import { type CredentialsEntry, CredentialsFault } from './remote-credentials.js';

export type RemoteSettings = Pick<Settings, 'remoteProtocols' | 'host' | 'repositoryRoots'>;

/** The server does not connect there before an operator changes something. */
export class RemoteRefused extends CredentialsFault {
  constructor(message: string) {
    super(message, 'CONFIGURATION');
  }
}

/** What the settings of now have against an address, as the end of a sentence; null: nothing. */
export function remoteFault(url: string, settings: RemoteSettings): string | null {
  const address = remoteAddress(url, settings.remoteProtocols);
  return 'fault' in address ? address.fault : fileRemoteFault(address.url, settings);
}

const PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80, 'ssh:': 22 };
/** Without encryption only this machine is spoken to, and only if the settings say so. */
const THIS_MACHINE = ['127.0.0.0/8', '::1'];

/**
 * The host of a remote with the addresses that git shall connect to. Public ones are reached; others if the file of credentials has an entry for the
 * remote: whoever wrote it chose the host. Throws RemoteRefused if one of them is none of these. Null: git looks for
 * itself: there is no name to look for, or none was found, which git says in its words.
 */
export async function judgedHost(
  url: string,
  entry: CredentialsEntry | null,
  resolve = allAddresses,
): Promise<NamedHost | null> {
  const { protocol, hostname, port: given } = new URL(url);
  if (protocol === 'file:') return null;
  const port = Number(given) || PORTS[protocol]!;
  const literal = hostname.replace(/^\[|\]$/g, '');
  const isLiteral = isIP(literal) !== 0;
  const found = isLiteral ? [literal] : (await resolve(hostname).catch(() => [])).map(({ address }) => address);
  const reachable = new ReachableHosts(protocol === 'http:' ? THIS_MACHINE : []);
  // Git takes any of them.
  if (entry === null && !found.every((address) => reachable.mayReach(hostname, port, address)))
    throw new RemoteRefused(
      'The host of the remote has an address that is not public, and the file that AUTOPACK_REMOTE_CREDENTIALS names has no entry for the remote.',
    );
  return isLiteral || found.length === 0 ? null : { host: hostname, port, addresses: found };
}
