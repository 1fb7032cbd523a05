/**
 * Addresses that a text names, parsed as the operating system and browsers would; whatever is no plain name or address
 * names nothing.
 */
import { isIPv4, isIPv6 } from 'node:net';

const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/**
 * Whether a text is a host name as `Host` headers and settings hold them: labels of letters, digits, `-` and `_`, of
 * which the last is no number.
 */
export function isHostName(text: string): boolean {
  const labels = text.toLowerCase().replace(/\.$/, '').split('.');
  return (
    text.length <= 254 && labels.every((label) => LABEL.test(label)) && !/^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1)!)
  );
}

/**
 * Names and addresses that only this machine can reach: `localhost` and names below it, 127.0.0.0/8, ::1, and the same
 * IPv4 addresses within IPv6. Short, octal and hexadecimal forms of IPv4 (`127.1`, `0x7f.1`) are not taken: programs
 * differ on what they name. With or without the brackets of a URL around IPv6.
 */
export function isLoopbackAddress(host: string): boolean {
  const name = host.toLowerCase();
  if (/^\[.*\]$/.test(name)) return isLoopbackV6(name.slice(1, -1));
  const bare = name.replace(/\.$/, '');
  if (isHostName(name)) return bare === 'localhost' || bare.endsWith('.localhost');
  return isIPv4(name) ? name.startsWith('127.') : isLoopbackV6(name);
}

function isLoopbackV6(text: string): boolean {
  // A zone names an interface of this machine: no address of a request has one.
  if (!isIPv6(text) || text.includes('%')) return false;
  const whole = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  if (whole === '::1') return true;
  const mapped = /^::ffff:([0-9a-f]{1,4}):[0-9a-f]{1,4}$/.exec(whole)?.[1];
  return mapped !== undefined && Number.parseInt(mapped, 16) >> 8 === 127;
}
