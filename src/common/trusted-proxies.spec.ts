import { TrustedProxies, trustedProxiesFault } from './trusted-proxies.js';

const from = (remoteAddress: string, forwarded?: string) => ({
  socket: { remoteAddress },
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
});

test.each([
  ['without a list the header counts for nothing', [], '10.0.0.1', '1.2.3.4', '10.0.0.1'],
  ['a trusted proxy names its client', ['10.0.0.0/8'], '10.0.0.1', '1.2.3.4', '1.2.3.4'],
  ['what the client itself wrote stands before that', ['10.0.0.0/8'], '10.0.0.1', '9.9.9.9, 1.2.3.4', '1.2.3.4'],
  ['proxies in a row are passed', ['10.0.0.0/8', '::1'], '::1', '9.9.9.9, 1.2.3.4, 10.0.0.7', '1.2.3.4'],
  ['who is no proxy is not believed', ['10.0.0.0/8'], '8.8.8.8', '1.2.3.4', '8.8.8.8'],
  ['an address within IPv6 is the address', ['127.0.0.1'], '::ffff:127.0.0.1', '2001:db8::1', '2001:db8::1'],
  ['a word is no address', ['127.0.0.1'], '127.0.0.1', 'unknown', '127.0.0.1'],
  ['no header', ['127.0.0.1'], '127.0.0.1', undefined, '127.0.0.1'],
])('A2: the client behind proxies: %s', (_about, entries, remote, forwarded, client) => {
  expect(new TrustedProxies(entries).clientOf(from(remote, forwarded))).toBe(client);
});

test('A2: only addresses and networks are trusted', () => {
  expect(trustedProxiesFault(['10.1.2.3', '10.0.0.0/8', '::1', 'fd00::/8'])).toBeNull();
  for (const entry of ['', 'proxy.example', '10.0.0.0/33', '10.0.0/8', '::1/129', '10.0.0.1:80', '*'])
    expect([entry, trustedProxiesFault([entry])]).toEqual([entry, expect.stringContaining('must be addresses')]);
});
