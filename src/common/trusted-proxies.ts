/**
 * Who a request comes from (A2). A proxy that is listed in AUTOPACK_TRUSTED_PROXIES says so in X-Forwarded-For; what
 * anybody else writes there counts for nothing.
 */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

const IN_V6 = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;
/** The form in which an address is compared: an IPv4 address within IPv6 is the IPv4 address. */
const plain = (address: string): string => address.trim().replace(IN_V6, '');
const familyOf = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** What is wrong with the setting; null: nothing. */
export const trustedProxiesFault = (entries: readonly string[]): string | null =>
  entries.every(isEntry) ? null : 'must be addresses or networks such as 10.1.2.3 or 10.0.0.0/8, separated by commas';

function isEntry(entry: string): boolean {
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  return isIP(address) !== 0 && Number(bits ?? 0) <= (isIPv6(address) ? 128 : 32);
}

export class TrustedProxies {
  private readonly list = new BlockList();

  /** Entries in which `trustedProxiesFault` finds nothing. */
  constructor(private readonly entries: readonly string[]) {
    for (const entry of entries) {
      const [address, bits] = entry.split('/') as [string, string | undefined];
      if (bits === undefined) this.list.addAddress(address, familyOf(address));
      else this.list.addSubnet(address, Number(bits), familyOf(address));
    }
  }

  /** The address of the client: the last one that no trusted proxy has. Empty: the connection is gone. */
  clientOf({
    socket,
    headers,
  }: Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } }): string {
    let address = plain(socket.remoteAddress ?? '');
    if (this.entries.length === 0) return address;
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').map(plain);
    for (const earlier of forwarded.reverse()) {
      if (!this.trusts(address) || isIP(earlier) === 0) break;
      address = earlier;
    }
    return address;
  }

  private trusts(address: string): boolean {
    return isIP(address) !== 0 && this.list.check(address, familyOf(address));
  }
}
