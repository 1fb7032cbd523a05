/** A1, A4: a token that a `.env` or the environment names is in force, or the start is refused; and nobody's value is in the messages about it. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { serverAddress } from '../../src/cli/shared/server-address.js';
import { mergedEnvironment } from '../../src/config/env-file.js';
import { readEnvironment } from '../../src/config/environment.js';
import type { Environment } from '../../src/config/settings.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autopack-env-forms-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

const SECRET = 'Marked-Secret-77';
const put = (bytes: string | Uint8Array): Promise<void> => writeFile(join(folder, '.env'), bytes);

type Found = { readonly token: string | undefined; readonly stated: string } | { readonly refused: string };

function server(environment: Environment = {}): Found {
  try {
    const { token, warnings } = readEnvironment(folder, environment);
    return { token, stated: warnings.join('\n') };
  } catch (error) {
    return { refused: (error as Error).message };
  }
}

/** What the server makes of the folder; the client of a command must make the same of it. */
function found(environment: Environment = {}): Found {
  const answer = server(environment);
  let client: string | undefined | null;
  try {
    client = serverAddress({}, mergedEnvironment(folder, environment).values).token;
  } catch {
    client = null;
  }
  expect(client).toBe('refused' in answer ? null : answer.token);
  return answer;
}

const utf16 = (text: string, littleEndian: boolean): Buffer => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return littleEndian ? bytes : bytes.swap16();
};

const IN_FORCE: readonly (readonly [string, string | Uint8Array])[] = [
  ['plain', `AUTOPACK_TOKEN=${SECRET}\n`],
  ['without a last line end', `PORT=0\nAUTOPACK_TOKEN=${SECRET}`],
  ['a byte order mark', `\ufeffAUTOPACK_TOKEN=${SECRET}\nPORT=0\n`],
  ['two byte order marks', `\ufeff\ufeffAUTOPACK_TOKEN=${SECRET}\n`],
  ['UTF-16, little end first', utf16(`AUTOPACK_TOKEN=${SECRET}\r\n`, true)],
  ['UTF-16, big end first', utf16(`AUTOPACK_TOKEN=${SECRET}\r\n`, false)],
  ['CRLF', `PORT=0\r\nAUTOPACK_TOKEN=${SECRET}\r\n`],
  ['CR alone', `PORT=0\rAUTOPACK_TOKEN=${SECRET}\rRUN_MAX_PHASES=3\r`],
  ['export', `export AUTOPACK_TOKEN=${SECRET}\n`],
  ['export and blanks', `  export   AUTOPACK_TOKEN = ${SECRET}  \n`],
  ['tabs around', `\tAUTOPACK_TOKEN\t=\t${SECRET}\t\n`],
  ['double quotes', `AUTOPACK_TOKEN="${SECRET}"\n`],
  ['single quotes', `AUTOPACK_TOKEN='${SECRET}' # mine\n`],
  ['backticks', 'AUTOPACK_TOKEN=`' + SECRET + '`\n'],
  ['a comment behind it', `AUTOPACK_TOKEN=${SECRET} # mine\n`],
  ['a comment of another kind before it', `# Schlüssel „hier“ – nicht zeigen\nAUTOPACK_TOKEN=${SECRET}\n`],
  ['twice the same', `AUTOPACK_TOKEN=${SECRET}\nAUTOPACK_TOKEN="${SECRET}"\n`],
  ['set below an empty one', `AUTOPACK_TOKEN=\nAUTOPACK_TOKEN=${SECRET}\n`],
  [
    'beside others',
    `DB_PASS="a\nb"\nREACT_APP_AUTOPACK_TOKEN=x\nPRIVATE="-----BEGIN\nx=y\n-----END"\nAUTOPACK_TOKEN=${SECRET}\nAUTOPACK_TOKEN_OLD=x\n`,
  ],
  ['below an open quotation mark of another program', `OTHER="open\nAUTOPACK_TOKEN=${SECRET}\n`],
  ['with a blank inside', `AUTOPACK_TOKEN=${SECRET} and more\n`],
];

describe('A1: a token that a .env names', () => {
  test.each(IN_FORCE)('A1: is in force: %s', async (_, bytes) => {
    await put(bytes);
    expect(found()).toMatchObject({ token: expect.stringMatching(new RegExp(`^${SECRET}( and more)?$`)) });
  });

  const INVISIBLE = [
    '\u00a0',
    '\u200b',
    '\u200d',
    '\u2060',
    '\u00ad',
    '\u202e',
    '\u3000',
    '\u2007',
    '\ufeff',
    '\u0085',
    '\u2028',
    '\ufe0f',
    '\u{e0020}',
  ];
  const PLACES: readonly (readonly [string, (odd: string) => string])[] = [
    ['before the name', (odd) => `${odd}AUTOPACK_TOKEN=${SECRET}`],
    ['in the name', (odd) => `AUTOPACK${odd}_TOKEN=${SECRET}`],
    ['before =', (odd) => `AUTOPACK_TOKEN${odd}=${SECRET}`],
    ['behind export', (odd) => `export${odd}AUTOPACK_TOKEN=${SECRET}`],
    ['before the value', (odd) => `AUTOPACK_TOKEN=${odd}${SECRET}`],
    ['in the value', (odd) => `AUTOPACK_TOKEN=a${odd}${SECRET}`],
    ['behind the value', (odd) => `AUTOPACK_TOKEN=${SECRET}${odd}`],
    ['in quotes', (odd) => `AUTOPACK_TOKEN="${SECRET}${odd}"`],
    ['for the value', (odd) => `AUTOPACK_TOKEN=${odd}`],
    ['in the name of the next line', (odd) => `X=1${odd}AUTOPACK_TOKEN=${SECRET}`],
  ];
  const ODD = INVISIBLE.flatMap((odd) =>
    PLACES.map(
      ([place, make]) =>
        [`U+${odd.codePointAt(0)!.toString(16)} ${place}`, `PORT=0\n${make(odd)}\nRUN_MAX_PHASES=2\n`] as const,
    ),
  )
    // Not at the end of a line, so that only its own text is concerned.
    .filter(([title]) => !/^U\+(200b|200d|2060|ad|202e|feff|fe0f|e0020) in the name of the next/.test(title));

  test.each(ODD)('A1: is refused with its line, or in force: %s', async (_, text) => {
    await put(text);
    const answer = found();
    if ('refused' in answer) {
      expect(answer.refused).toMatch(/[Ll]ine 2 /);
      expect(answer.refused).not.toContain(SECRET);
    } else {
      expect(answer.token).toBe(SECRET);
    }
  });

  test.each([
    ['a colon for =', `AUTOPACK_TOKEN: ${SECRET}`],
    ['a colon without a blank', `AUTOPACK_TOKEN:${SECRET}`],
    ['a colon and = in the value', `AUTOPACK_TOKEN: ${SECRET}==`],
    ['a full-width colon', `AUTOPACK_TOKEN：${SECRET}`],
    ['a full-width =', `AUTOPACK_TOKEN＝${SECRET}`],
    ['full-width letters', `ＡＵＴＯＰＡＣＫ_TOKEN=${SECRET}`],
    ['no =', `AUTOPACK_TOKEN ${SECRET}`],
    ['glued to its value', `AUTOPACK_TOKEN${SECRET}`],
    ['glued to its value, with padding', 'AUTOPACK_TOKENMarked-Secret-77=='],
    ['an arrow', `AUTOPACK_TOKEN -> ${SECRET}`],
    ['two =', `AUTOPACK_TOKEN==${SECRET}`],
    ['lower case', `autopack_token=${SECRET}`],
    ['mixed case', `Autopack_Token=${SECRET}`],
    ['a hyphen', `AUTOPACK-TOKEN=${SECRET}`],
    ['a dot', `autopack.token=${SECRET}`],
    ['a blank in the name', `AUTOPACK TOKEN=${SECRET}`],
    ['no separator', `AUTOPACKTOKEN=${SECRET}`],
    ['two separators', `AUTOPACK__TOKEN=${SECRET}`],
    ['a Cyrillic А', `\u0410UTOPACK_TOKEN=${SECRET}`],
    ['a Cyrillic О in each', `AUT\u041ePACK_T\u041eKEN=${SECRET}`],
    ['a Greek Τ', `AU\u03a4OPACK_TOKEN=${SECRET}`],
    ['nearly all Cyrillic', `\u0410U\u0422\u041e\u0420\u0410\u0421\u041a_\u0422\u041e\u041a\u0415N=${SECRET}`],
    ['an accent', `AUTOPACK_TOKE\u0143=${SECRET}`],
    ['a combining accent', `AUTOPACK_TOKEN\u0301=${SECRET}`],
    ['another line for _', `AUTOPACK\uff3fTOKEN=${SECRET}`],
    ['a dash for _', `AUTOPACK\u2014TOKEN=${SECRET}`],
    ['set of another shell', `set AUTOPACK_TOKEN=${SECRET}`],
    ['setenv', `setenv AUTOPACK_TOKEN ${SECRET}`],
    ['PowerShell', `$env:AUTOPACK_TOKEN="${SECRET}"`],
    ['declare', `declare -x AUTOPACK_TOKEN="${SECRET}"`],
    ['Docker', `ENV AUTOPACK_TOKEN=${SECRET}`],
    ['a list of YAML', `- AUTOPACK_TOKEN=${SECRET}`],
    ['JSON', `{"AUTOPACK_TOKEN": "${SECRET}"}`],
    ['JSON, one line', `"AUTOPACK_TOKEN": "${SECRET}",`],
    ['TOML', `"AUTOPACK_TOKEN" = "${SECRET}"`],
    ['an export without a value', 'export AUTOPACK_TOKEN'],
    ['a glued comment', `AUTOPACK_TOKEN=${SECRET}#mine`],
    ['only a glued comment', `AUTOPACK_TOKEN=#${SECRET}`],
    ['an open double quote', `AUTOPACK_TOKEN="${SECRET}`],
    ['an open single quote', `AUTOPACK_TOKEN='${SECRET}`],
    ['a quote at the end only', `AUTOPACK_TOKEN=${SECRET}"`],
    ['quotes that do not fit', `AUTOPACK_TOKEN='${SECRET}"`],
    ['quotes in quotes', `AUTOPACK_TOKEN='"${SECRET}"'`],
    ['typographic quotes', `AUTOPACK_TOKEN=\u201c${SECRET}\u201d`],
    ['more behind the quote', `AUTOPACK_TOKEN="${SECRET}"x`],
    ['over two lines', `AUTOPACK_TOKEN="${SECRET}\nmore"`],
    ['an escape that makes two lines', `AUTOPACK_TOKEN="${SECRET}\\nmore"`],
    ['a blank in quotes', `AUTOPACK_TOKEN=" ${SECRET}"`],
    ['blanks only, in quotes', 'AUTOPACK_TOKEN="        "'],
    ['no ASCII', `AUTOPACK_TOKEN=${SECRET}-schlüssel`],
    ['no letters of ours', 'AUTOPACK_TOKEN=密码密码密码密码'],
    ['a reference', 'AUTOPACK_TOKEN=${MY_SECRET_TOKEN}'],
    ['a reference without braces', 'AUTOPACK_TOKEN=$MY_SECRET_TOKEN'],
    ['a command', 'AUTOPACK_TOKEN="$(pass show autopack)"'],
    ['twice, otherwise', `AUTOPACK_TOKEN=other-token-1\nAUTOPACK_TOKEN=${SECRET}`],
    ['taken back below', `AUTOPACK_TOKEN=${SECRET}\nAUTOPACK_TOKEN=`],
    ['behind another setting', `HOST=127.0.0.1 AUTOPACK_TOKEN=${SECRET}`],
    ['in a value over several lines', `OTHER="open\nAUTOPACK_TOKEN=${SECRET}\nMORE="x"`],
    ['in a value over several lines, exported', `OTHER='open\nexport AUTOPACK_TOKEN=${SECRET}\nMORE='x'`],
    ['in a file of secrets', `AUTOPACK_TOKEN_FILE=/run/secrets/${SECRET}`],
    ['in the plural', `AUTOPACK_TOKENS=${SECRET}`],
  ])('A1, A4: is refused with its line and without its value: %s', async (_, text) => {
    await put(`# mine\n\nPORT=0\n${text}\n`);
    const { refused } = found() as { refused: string };
    expect(refused).toMatch(/[Ll]ine [4-6] /);
    expect(refused).not.toMatch(/Marked|Secret|\b77\b|密|pass show|MY_SECRET|other-token/);
  });

  test.each([
    ['nothing', 'AUTOPACK_TOKEN=\n'],
    ['blanks', 'AUTOPACK_TOKEN=   \n'],
    ['quotes', 'AUTOPACK_TOKEN=""\n'],
    ['a comment', 'AUTOPACK_TOKEN= # none\n'],
    ['a comment of a token', `# AUTOPACK_TOKEN=${SECRET}\n`],
    ['a comment behind an invisible character', `\u200b# AUTOPACK_TOKEN=${SECRET}\n`],
    ['somebody else’s', 'VITE_AUTOPACK_TOKEN=x\nTF_VAR_autopack_token=y\nTOKEN=z\nhost=a\nport=b\ndatabase_url=c\n'],
    [
      'somebody else’s of any form',
      'a.b-c=1\nnpm_config_x=2\nX=a#b\nY="never closed\nZ=„x“\nW=é\u00a0é\nV=${AUTOPACK_TOKEN}\n',
    ],
  ])('A1: is not there, and the start goes on: %s', async (_, text) => {
    await put(text);
    expect(found()).toEqual({ token: undefined, stated: '' });
  });
});

describe('A1: a .env that is no readable text', () => {
  test.each([
    ['UTF-16 without a mark', Buffer.from(`AUTOPACK_TOKEN=${SECRET}\n`, 'utf16le')],
    ['a NUL', `PORT=0\0\nAUTOPACK_TOKEN=${SECRET}\n`],
    [
      'UTF-32',
      Buffer.concat([
        Buffer.from([0xff, 0xfe, 0, 0]),
        ...[...'AUTOPACK_TOKEN=x'].map((c) => Buffer.from([c.charCodeAt(0), 0, 0, 0])),
      ]),
    ],
    ['another encoding', Buffer.from(`# Schl\u00fcssel\nAUTOPACK_TOKEN=${SECRET}\n`, 'latin1')],
    ['half of UTF-16', utf16(`AUTOPACK_TOKEN=${SECRET}`, true).subarray(0, 21)],
  ])('A1: %s is refused', async (_, bytes) => {
    await put(bytes);
    const { refused } = found() as { refused: string };
    expect(refused).toMatch(/^The settings in .+\.env cannot be read: /);
    expect(refused).not.toContain(SECRET);
  });

  test('A1: a folder, and a link that leads nowhere, are refused; a link to a file is followed', async () => {
    const file = join(folder, '.env');
    await mkdir(file);
    expect(found()).toMatchObject({ refused: expect.stringMatching(/cannot be read: it is no file/) });
    await rm(file, { recursive: true });
    await symlink(join(folder, 'secrets.env'), file);
    expect(found()).toMatchObject({
      refused: expect.stringMatching(/cannot be read: it is a link that leads to no file/),
    });
    await writeFile(join(folder, 'secrets.env'), `AUTOPACK_TOKEN=${SECRET}\n`);
    expect(found()).toMatchObject({ token: SECRET });
    await rm(file);
    await symlink('/dev/null', file);
    expect(found()).toMatchObject({ token: undefined });
  });
});

describe('A1: a token in the environment', () => {
  test.each([
    ['a blank before it', { AUTOPACK_TOKEN: ` ${SECRET}` }],
    ['a line end behind it', { AUTOPACK_TOKEN: `${SECRET}\n` }],
    ['quotes', { AUTOPACK_TOKEN: `"${SECRET}"` }],
    ['an invisible character', { AUTOPACK_TOKEN: `${SECRET}\u200b` }],
    ['only an invisible character', { AUTOPACK_TOKEN: '\u2060' }],
    ['only blanks', { AUTOPACK_TOKEN: '         ' }],
    ['no ASCII', { AUTOPACK_TOKEN: `${SECRET}é` }],
    ['a mark before the name', { ['\ufeffAUTOPACK_TOKEN']: SECRET }],
    ['a blank behind the name', { ['AUTOPACK_TOKEN ']: SECRET }],
    ['an odd blank behind the name', { ['AUTOPACK_TOKEN\u00a0']: SECRET }],
    ['lower case', { autopack_token: SECRET }],
    ['a hyphen', { 'AUTOPACK-TOKEN': SECRET }],
    ['a Cyrillic letter', { 'AUT\u041ePACK_TOKEN': SECRET }],
    ['a name that holds the value', { [`AUTOPACK_TOKEN: ${SECRET}`]: '' + 'x' }],
    ['a file', { AUTOPACK_TOKEN_FILE: `/run/${SECRET}` }],
  ])('A1, A4: is refused without its value: %s', (_, environment: Environment) => {
    const { refused } = found(environment) as { refused: string };
    expect(refused).toContain('AUTOPACK_TOKEN');
    expect(refused).not.toContain(SECRET);
  });

  test('A1: that is set to nothing there and to something in .env is refused', async () => {
    await put(`AUTOPACK_TOKEN=${SECRET}\n`);
    expect(found({ AUTOPACK_TOKEN: '' })).toMatchObject({ refused: expect.stringContaining('line 1') });
    expect(found({ AUTOPACK_TOKEN: 'another-token' })).toMatchObject({ token: 'another-token' });
  });

  test('A1: names of others are nobody’s business', () => {
    const others = {
      TF_VAR_autopack_token: 'x',
      CI_AUTOPACK_TOKEN: 'x',
      host: 'x',
      port: 'x',
      TOKEN: 'x',
      'BASH_FUNC_x%%': '() { :; }',
    };
    expect(found(others)).toEqual({ token: undefined, stated: '' });
    expect(found({ ...others, AUTOPACK_TOKEN: SECRET, AUTOPACK_TOKEN_OLD: 'x' })).toMatchObject({ token: SECRET });
  });
});

describe('A4: settings that cannot be used', () => {
  test.each([
    'PORT',
    'HOST',
    'DATABASE_URL',
    'AUTOPACK_POOL_SIZE',
    'AUTOPACK_DATA_DIR',
    'AUTOPACK_LOG_LEVEL',
    'RUN_TOKEN_CAP',
    'AUTONOMOUS_RUNS_DIR',
  ])('A4: %s in any wrong form never shows its value', async (name) => {
    const forms = [
      `: ${SECRET}`,
      ` ${SECRET}`,
      `=${SECRET}`,
      `="${SECRET}`,
      `=${SECRET}\u00a0`,
      `\u00a0=${SECRET}`,
      `\u200b=${SECRET}`,
      `=${SECRET}#x`,
    ];
    for (const form of [
      ...forms,
      `=://${SECRET}@x`,
      `=mysql://u:${SECRET}@x`,
      `==${SECRET}`,
      `=\u201c${SECRET}\u201d`,
    ]) {
      await put(`${name}${form}\n`);
      const answer = server();
      expect('refused' in answer ? answer.refused : answer.stated).not.toContain(SECRET);
    }
  });
});
