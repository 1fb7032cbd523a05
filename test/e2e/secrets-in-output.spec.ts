/** A4: no value of a setting, an option or an address is in what the commands print, however wrong its form is. */
import { writeFile } from 'node:fs/promises';

import { SETTING_NAMES } from '../../src/config/settings.js';
import { cli, unusedPort } from './cli.fixture.js';

const here = cli();
const { autopack } = here;
const MARK = 'Mark-ed77secret';
const MARKED = /mark-ed77secret/i;

/** Addresses of databases from whose text something could be quoted. */
const ADDRESSES = [
  MARK,
  `mysql://u:${MARK}@127.0.0.1/x`,
  `postgres://u:${MARK}@127.0.0.1:1/none`,
  `postgres://u:12/${MARK}@127.0.0.1:1/none`,
  `postgres://u:p#${MARK}@127.0.0.1:1/none`,
  `postgres://u:p?${MARK}@127.0.0.1:1/none`,
  `postgres://u:p@${MARK}@127.0.0.1:1/none`,
  `postgres://u:%zz${MARK}@127.0.0.1:1/none`,
  `postgres://u:${MARK}@127.0.0.1:port/none`,
  `postgres://127.0.0.1:1/none?password=${MARK}`,
];

async function output(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  // `--json` shows the document as well as the lines.
  const ended = await autopack([...args, '--json'], { env });
  expect(ended.code).not.toBe(null);
  return `${ended.out}\n${ended.err}`;
}

describe('A4: values of settings in what is printed', () => {
  beforeEach(() => writeFile(`${here.folder}/.env`, ''));
  afterAll(() => writeFile(`${here.folder}/.env`, ''));

  test.each([
    ['a word', MARK],
    ['an open quotation mark', `"${MARK}`],
    ['an invisible character', `${MARK}\u00a0`],
    ['a user', `u:${MARK}@127.0.0.1`],
  ])(
    'A4: %s for every setting',
    async (_, value) => {
      const names = SETTING_NAMES.filter((name) => !/_DIR$|_ROOTS$|ALLOWED_HOSTS$/.test(name));
      for (const args of [['serve'], ['doctor']]) {
        // HOST alone may be an address, which doctor names as where no server answers.
        const alone = args[0] === 'doctor' && value === MARK ? [] : [['HOST'] as const];
        for (const own of [names, names.filter((name) => name !== 'HOST'), ...alone]) {
          expect(
            await output(
              args,
              Object.fromEntries(own.map((name) => [name, name === 'AUTOPACK_TOKEN' ? ` ${value}` : value])),
            ),
          ).not.toMatch(MARKED);
        }
      }
    },
    60_000,
  );

  test.each(ADDRESSES.map((address) => [address.replaceAll(MARK, '…'), address]))(
    'A4: the database %s',
    async (_, address) => {
      const env = { PORT: String(await unusedPort()), AUTOPACK_LOG_LEVEL: 'debug', DATABASE_URL: address };
      for (const args of [['serve'], ['doctor']]) expect(await output(args, env)).not.toMatch(MARKED);
    },
    60_000,
  );

  test('A4: lines of .env that are no settings', async () => {
    const forms = SETTING_NAMES.flatMap((name) => [
      `${name}: ${MARK}`,
      `${name} ${MARK}`,
      `${name}\u00a0=${MARK}`,
      `${name}${MARK}==`,
      `${name}="${MARK}`,
      `set ${name}=${MARK}`,
    ]);
    await writeFile(`${here.folder}/.env`, `PORT=many\n${forms.join('\n')}\n`);
    for (const args of [['serve'], ['doctor'], ['worker', '--role', 'ci', '--once']])
      expect(await output(args, {})).not.toMatch(MARKED);
  }, 60_000);

  test('A4: user and password of a database that refuses them', async () => {
    for (const change of ['username', 'pathname'] as const) {
      const url = new URL(process.env.TEST_ADMIN_URL!);
      url[change] = MARK;
      // The name of a database is printed as its place, without user and password.
      const stated = (await output(['serve'], { DATABASE_URL: url.href, PORT: '0' })).replaceAll(
        `${url.host}/${MARK}`,
        '',
      );
      expect(stated).toMatch(/refuses us|cannot/);
      expect(stated).not.toMatch(MARKED);
    }
  }, 60_000);

  test.each([
    ['a token with a blank', ['doctor', '--token', ` ${MARK}`]],
    ['a token that no header carries', ['doctor', '--token', `${MARK}é`]],
    ['a slip in the option', ['doctor', `--tokn=${MARK}`]],
    ['a user in the address', ['doctor', '--url', `http://u:${MARK}@127.0.0.1:1`]],
    [
      'a user in the address of a worker',
      ['worker', '--role', 'ci', '--once', '--server', `http://${MARK}:x@127.0.0.1:1`],
    ],
    ['an address that is none', ['doctor', '--url', `ftp://u:${MARK}@x`]],
    ['a token that the server does not get', ['doctor', '--url', 'http://127.0.0.1:1', '--token', MARK]],
  ])('A4: %s', async (_, args) => {
    expect(await output(args, {})).not.toMatch(MARKED);
  });
});
