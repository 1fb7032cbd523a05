import { ReachableHosts, webhookHostsFault } from './reachable-hosts.js';

const nowhere = new ReachableHosts([]);
const reach = (address: string, listed: readonly string[] = [], host = 'receiver.example', port = 443) =>
  new ReachableHosts(listed).mayReach(host, port, address);

describe('A7: where webhooks may connect to', () => {
  it.each([
    '93.184.216.34',
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '2606:4700:4700::1111',
    '2a00:1450::1',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
  ])('A7: %s is public', (address) => expect(nowhere.mayReach('receiver.example', 443, address)).toBe(true));

  it.each([
    ...[
      '0.0.0.0',
      '0.1.2.3',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '127.9.9.9',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.255',
    ],
    ...['192.0.0.1', '192.168.1.1', '198.18.0.1', '224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      'fe80::1',
      'fc00::1',
      'fd12:3456::1',
      'ff02::1',
      'fec0::1',
      '2001:db8::1',
      '2002:7f00:1::',
      '2001:0:1::1',
    ],
    ...[
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::ffff:10.0.0.1',
      '::ffff:169.254.169.254',
      '::127.0.0.1',
      '64:ff9b::7f00:1',
      '64:ff9b::10.0.0.1',
      '100::1',
    ],
  ])('A7: %s is not', (address) => expect(nowhere.mayReach('receiver.example', 443, address)).toBe(false));

  it.each([
    ['10.1.2.3', ['10.1.2.3'], true],
    ['10.1.2.4', ['10.1.2.3'], false],
    ['10.1.2.3', ['10.1.0.0/16'], true],
    ['::ffff:10.1.2.3', ['10.1.0.0/16'], true],
    ['10.2.0.1', ['10.1.0.0/16'], false],
    ['127.0.0.1', ['receiver.example'], true],
    ['127.0.0.1', ['Receiver.Example.'], true],
    ['127.0.0.1', ['other.example'], false],
    ['127.0.0.1', ['receiver.example:443'], true],
    ['127.0.0.1', ['receiver.example:8443'], false],
    ['10.1.2.3', ['10.1.0.0/16:443'], true],
    ['10.1.2.3', ['10.1.0.0/16:80'], false],
    ['::1', ['::1'], true],
    ['::1', ['[::1]:443'], true],
    ['::1', ['[::1]:80'], false],
    ['fd00::5', ['fd00::/8'], true],
    ['fd00::5', ['[fd00::]/8'], true],
  ] as const)('A7: %s with %j listed: %s', (address, listed, expected) =>
    expect(reach(address, listed)).toBe(expected),
  );

  it.each(['*', 'a b', 'http://x', '10.0.0.0/33', 'name/8', 'x:0', 'x:70000', 'fd00::/129', ''])(
    'A7: %j is no entry of AUTOPACK_WEBHOOK_HOSTS',
    (entry) => expect(webhookHostsFault([entry])).toMatch(/^must be/),
  );
});
