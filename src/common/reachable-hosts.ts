/**
 * Where a webhook may connect to (A7): public addresses, and besides these only what AUTOPACK_WEBHOOK_HOSTS lists: names,
 * addresses and networks, each with a port or without. What is judged is the address that is connected to, whatever
 * name led there.
 */
import { BlockList, isIP, isIPv6 } from 'node:net';

/** IPv4 addresses that are not public: this host and network, private, shared, loopback, link-local, reserved, multicast. */
const NOT_PUBLIC_V4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
];
/** Of the global unicast addresses: protocols that carry IPv4 (Teredo, 6to4), and examples. Everything else is not global. */
const NOT_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
const GLOBAL_V6 = ['2000::/3'];
/** IPv6 addresses whose last 32 bits are the IPv4 address that is reached. */
const CARRIES_V4 = ['::ffff:0:0/96', '64:ff9b::/96'];

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address, bits] = network.split('/') as [string, string];
    list.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return list;
}

const notPublicV4 = blockList(NOT_PUBLIC_V4);
const notPublicV6 = blockList(NOT_PUBLIC_V6);
const globalV6 = blockList(GLOBAL_V6);
const carriesV4 = blockList(CARRIES_V4);

/** Whether everybody may own the address. */
function isPublic(address: string): boolean {
  if (!isIPv6(address)) return !notPublicV4.check(address, 'ipv4');
  const carried = carriedV4(address);
  if (carried !== null) return isPublic(carried);
  return globalV6.check(address, 'ipv6') && !notPublicV6.check(address, 'ipv6');
}

/** The IPv4 address within an IPv6 address; null: there is none. */
function carriedV4(address: string): string | null {
  if (!carriesV4.check(address, 'ipv6')) return null;
  const [high, low] = groupsOf(address);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The last two groups of an IPv6 address. */
function groupsOf(address: string): [number, number] {
  const groups = new URL(`http://[${address}]/`).hostname.slice(1, -1).split(':').slice(-2);
  return groups.map((group) => Number.parseInt(group || '0', 16)) as [number, number];
}

const ENTRY = /^(?<name>\[[0-9a-f:.]+\](?:\/\d{1,3})?|[0-9a-f:.]+\/\d{1,3}|[a-z0-9._-]+)(?::(?<port>\d{1,5}))?$/;

interface Allowed {
  readonly port: number | null;
  /** The host as addresses name it. */
  readonly name: string | null;
  readonly network: BlockList | null;
}

/** An entry of AUTOPACK_WEBHOOK_HOSTS; null: it is none. */
function parseEntry(text: string): Allowed | null {
  const entry = text.toLowerCase();
  if (isIPv6(entry)) return { port: null, name: null, network: networkOf(entry, null) };
  const { name, port } = ENTRY.exec(entry)?.groups ?? {};
  if (name === undefined || Number(port ?? 1) > 65_535 || port === '0') return null;
  const [address, bits] = name.replace(/[[\]]/g, '').split('/') as [string, string | undefined];
  const at = { port: port === undefined ? null : Number(port) };
  if (isIP(address) === 0) return bits === undefined ? { ...at, name: bare(name), network: null } : null;
  const most = isIPv6(address) ? 128 : 32;
  if (bits !== undefined && Number(bits) > most) return null;
  return { ...at, name: null, network: networkOf(address, bits === undefined ? null : Number(bits)) };
}

function networkOf(address: string, bits: number | null): BlockList {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  if (bits === null) list.addAddress(address, family);
  else list.addSubnet(address, bits, family);
  return list;
}

const bare = (host: string): string => host.replace(/\.$/, '');

/** What is wrong with the setting; null: nothing. */
export const webhookHostsFault = (entries: readonly string[]): string | null =>
  entries.every((entry) => parseEntry(entry) !== null)
    ? null
    : 'must be names, addresses or networks such as build.example:8080, 10.1.2.3 or 10.0.0.0/8, separated by commas';

export class ReachableHosts {
  private readonly allowed: readonly Allowed[];

  constructor(entries: readonly string[]) {
    this.allowed = entries.flatMap((entry) => parseEntry(entry) ?? []);
  }

  /** May a message for this host and port be sent to this address? `host` as in a URL, IPv6 in brackets. */
  mayReach(host: string, port: number, address: string): boolean {
    if (isPublic(address)) return true;
    const name = bare(host.toLowerCase());
    const v4 = isIPv6(address) ? carriedV4(address) : address;
    return this.allowed.some((entry) => {
      if (entry.port !== null && entry.port !== port) return false;
      if (entry.name !== null) return entry.name === name;
      const isListed = (one: string) => entry.network!.check(one, isIPv6(one) ? 'ipv6' : 'ipv4');
      return isListed(address) || (v4 !== null && isListed(v4));
    });
  }
}
