import type { IncomingMessage } from 'node:http';

import { isForOwnHost, isFromOwnOrigin, isLoopbackOrigin, isOwnHost } from './hosts.js';

const asking = (headers: Record<string, string>, url = '/graphql'): IncomingMessage =>
  ({
    url,
    headers,
    rawHeaders: Object.entries(headers).flat(),
    socket: {},
  }) as unknown as IncomingMessage;

describe('Hosts of an open server (A1)', () => {
  it.each([
    'localhost',
    'localhost:8000',
    'LOCALHOST:8000',
    'app.localhost',
    '127.0.0.1',
    '127.0.0.1:8000',
    '127.3.2.1',
    '[::1]',
    '[::1]:8000',
  ])('takes %s for loopback', (host) => expect(isOwnHost(host, [])).toBe(true));

  it.each([
    ...[
      'evil.example',
      'evil.example:8000',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      'notlocalhost',
      '0.0.0.0:8000',
      '[::]',
    ],
    ...[
      '192.168.0.5:8000',
      'evil.example:80@localhost',
      'localhost/evil',
      'localhost evil.example',
      'localhost,evil.example',
      '',
      '::1',
    ],
  ])('refuses %j', (host) => expect(isOwnHost(host, [])).toBe(false));

  it.each([
    ...[
      '127.0.0.1',
      '127.0.0.1:8000',
      '127.255.255.254',
      '[::1]',
      '[0:0:0:0:0:0:0:1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]:80',
    ],
    ...['localhost.', 'LocalHost.:8000', 'a.b.localhost', 'app.localhost.', 'localhost:65535'],
  ])('A1: parses %j and takes it for loopback', (host) => expect(isOwnHost(host, [])).toBe(true));

  it.each([
    ...[
      '127.0.0.256',
      '127.0.0.1.',
      '127.1',
      '127.0.1',
      '127',
      '0x7f.1',
      '0x7f.0.0.1',
      '0177.0.0.1',
      '127.0.0.01',
      '2130706433',
      '127.0.0.1.1',
    ],
    ...[
      '127.0.0.999:8000',
      '127.000.000.001',
      '128.0.0.1',
      '126.255.255.255',
      '0.0.0.0',
      '[::]',
      '[::2]',
      '[::ffff:128.0.0.1]',
      '[::127.0.0.1]',
    ],
    ...[
      '[::1%lo]',
      '[fe80::1]',
      '[::1',
      '::1]',
      '[::1]x',
      '[1::1::1]',
      '[:::1]',
      '[12345::1]',
      '[127.0.0.1]',
      '[localhost]',
    ],
    ...[
      'localhost:',
      'localhost:0',
      'localhost:65536',
      'localhost:99999',
      'localhost:80:80',
      'localhost:8o',
      'localhost:-1',
      'localhost: 80',
    ],
    ...[
      'localhost..',
      '.localhost',
      'localhost.evil.example',
      'evil-localhost',
      'localhost.127',
      'a..localhost',
      '-.localhost',
      'lоcalhost',
    ],
    ...[
      'user@localhost',
      'user:pass@127.0.0.1',
      'localhost#evil.example',
      'localhost?x',
      'localhost\\evil',
      'localhost%00',
      'ｌocalhost',
      '１27.0.0.1',
    ],
  ])('A1: parses %j and does not take it for loopback', (host) => expect(isOwnHost(host, [])).toBe(false));

  it('A1: names of allowed hosts and of Origins are parsed too', () => {
    expect(isOwnHost('[fd00:0:0::1]:80', ['fd00::1'])).toBe(true);
    expect(isOwnHost('autopack.test.', ['AutoPack.test.'])).toBe(true);
    expect(isOwnHost('10.0.0.1', ['10.0.0.1'])).toBe(true);
    expect(isOwnHost('10.0.0.256', ['10.0.0.256'])).toBe(false);
    for (const origin of ['http://127.0.0.1:1', 'http://[::ffff:127.0.0.1]', 'https://a.localhost'])
      expect(isLoopbackOrigin(origin)).toBe(true);
    for (const origin of [
      'http://127.0.0.256',
      'http://user@localhost.evil',
      'http://evil@',
      'ws://localhost',
      'localhost',
      'http://localhost,http://evil',
    ]) {
      expect(isLoopbackOrigin(origin)).toBe(false);
    }
  });

  it('refuses a request without a Host', () => expect(isOwnHost(undefined, [])).toBe(false));

  it('takes the hosts that are listed, with a port for that port only', () => {
    const allowed = ['autopack.test', 'other.test:8000', '[fd00::1]', 'fd00::2'];
    expect(
      ['autopack.test', 'AutoPack.test:9', 'other.test:8000', '[fd00::1]:8000', '[fd00::2]'].map((host) =>
        isOwnHost(host, allowed),
      ),
    ).toEqual(Array(5).fill(true));
    expect(
      ['other.test', 'other.test:8001', 'x.autopack.test', '[fd00::3]'].map((host) => isOwnHost(host, allowed)),
    ).toEqual(Array(4).fill(false));
  });

  it('looks at every host that a request claims: a second header, an absolute target', () => {
    expect(
      isForOwnHost(
        { ...asking({ host: 'localhost' }), rawHeaders: ['Host', 'localhost', 'HOST', 'evil.example'] } as never,
        [],
      ),
    ).toBe(false);
    expect(isForOwnHost(asking({ host: 'localhost' }, 'http://evil.example/graphql'), [])).toBe(false);
    expect(isForOwnHost(asking({ host: 'localhost' }, 'http://localhost/graphql'), [])).toBe(true);
  });
});

describe('Origins of an open server (A1)', () => {
  it.each([
    [undefined, true],
    ['http://127.0.0.1:8000', true],
    ['HTTP://127.0.0.1:8000', true],
    ['http://localhost:8000', false],
    ['http://127.0.0.1:8001', false],
    ['http://127.0.0.1', false],
    ['https://127.0.0.1:8000', false],
    ['http://evil.example', false],
    ['null', false],
    ['', false],
    ['http://127.0.0.1:8000, http://evil.example', false],
  ])('judges Origin %j on 127.0.0.1:8000: %j', (origin, own) => {
    expect(isFromOwnOrigin(asking({ host: '127.0.0.1:8000', ...(origin === undefined ? {} : { origin }) }))).toBe(own);
  });

  it('knows the default port, and TLS in front of the server', () => {
    expect(isFromOwnOrigin(asking({ host: 'localhost:80', origin: 'http://localhost' }))).toBe(true);
    expect(isFromOwnOrigin(asking({ host: 'a.test', origin: 'https://a.test', 'x-forwarded-proto': 'https' }))).toBe(
      true,
    );
  });

  it('tells pages that loopback serves from others', () => {
    expect(['http://localhost:5173', 'https://127.0.0.1', 'http://[::1]:3000'].every(isLoopbackOrigin)).toBe(true);
    expect(
      ['http://evil.example', 'null', '', 'file:///x', 'http://localhost.evil.example'].some(isLoopbackOrigin),
    ).toBe(false);
  });
});
