import { outputRedactor } from './redact-output.js';

const { text, document } = outputRedactor(['hunter2-hunter2', '', 'abc']);
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

describe('A4: secrets in the output of commands', () => {
  it.each([
    `ghp_${letters}`,
    `ghs_${letters}`,
    `github_pat_11ABCDEFG0_${letters}`,
    `glpat-${letters}`,
    `npm_${letters}`,
    `sk-proj-${letters}`,
    `sk-ant-api03-${letters}`,
    'xoxb-1234567890-abcdef',
    `sk_live_${letters}`,
    `AIza${letters}`,
    'AKIAIOSFODNN7EXAMPLE',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl',
    // Of webhooks of Autopack and of all that follow Standard Webhooks.
    `whsec_${letters}ABCD+/==`,
    'hunter2-hunter2',
  ])('A4: %s is hidden wherever it stands, in documents too', (secret) => {
    for (const clean of [text, document]) {
      expect(clean(`before ${secret} after`)).toBe('before [redacted] after');
      expect(clean(`"${secret}"\n(${secret})`)).toBe('"[redacted]"\n([redacted])');
    }
  });

  it.each([
    ['GITHUB_TOKEN=abcdef', 'GITHUB_TOKEN=[redacted]'],
    ['export DB_PASSWORD="two words"; next', 'export DB_PASSWORD="[redacted]"; next'],
    [`{"api_key": "s3cr3t", "name": "x"}`, `{"api_key": "[redacted]", "name": "x"}`],
    ['  client-secret: abcdefgh', '  client-secret: [redacted]'],
    ['//registry.example.org/:_authToken=abcdefgh', '//registry.example.org/:_authToken=[redacted]'],
    ['tool --token abcdefgh --fast', 'tool --token [redacted] --fast'],
    ['Authorization: Basic YWJjOmRlZg==', 'Authorization: Basic [redacted]'],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer [redacted]'],
    ['git clone https://me:pass-word@example.org/x', 'git clone https://me:[redacted]@example.org/x'],
  ])('A4: %s: the value goes, the name stays', (before, after) => expect(text(before)).toBe(after));

  it.each([
    'token: null',
    'PASSWORD=$OTHER_PASSWORD',
    'password=',
    'tokens: 123456',
    'SyntaxError: Unexpected token: ;',
    'max_tokens=200000 used',
    'the secret of success',
    'sk-learn and ghp_short',
    'see https://example.org/a:b@c',
  ])('A4: %s is no secret', (words) => expect(text(words)).toBe(words));

  it('A4: assignments stay in documents: tests keep their names', () => {
    expect(document('<testcase name="password=abcdefgh"/>')).toBe('<testcase name="password=abcdefgh"/>');
  });

  it('A4: private keys go, whole, indented, in one line, or with an end cut off', () => {
    const body = `${letters}${letters}\n`.repeat(20);
    const [begin, end] = ['-----BEGIN RSA PRIVATE KEY-----', '-----END RSA PRIVATE KEY-----'];
    expect(text(`a\n${begin}\n${body}${end}\nb`)).toBe('a\n[redacted]\nb');
    expect(text(`a\n  ${begin}\n${body.replace(/^/gm, '12:00 log ')}  ${end}\nb`)).toBe('a\n  [redacted]\nb');
    expect(text(`{"k":"${begin}\\n${letters}\\n${end}"}`)).toBe('{"k":"[redacted]"}');
    expect(text(`a\n${begin}\nProc-Type: 4,ENCRYPTED\n\n${body}and so on`)).toBe('a\n[redacted]\nand so on');
    expect(text(`a b\n${body}${end}\nb`)).toBe('a b\n[redacted]\nb');
    expect(text(`-----BEGIN PUBLIC KEY-----\n${letters}\n-----END PUBLIC KEY-----`)).toContain(letters);
  });

  it('A4: a mark without its partner, or far from it, hides no evidence', () => {
    const [begin, end] = ['-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----'];
    const log = Array.from({ length: 120 }, (_, i) => `not ok ${i} - price of ${i} is wrong`).join('\n');
    const words = Array.from({ length: 60 }, (_, i) => `FAILED\ntest_${i}`).join('\n');
    for (const evidence of [log, words]) {
      expect(text(`refuses ${begin}\n${evidence}\nrefuses ${end}\nend`)).toBe(
        `refuses [redacted]\n${evidence}\nrefuses [redacted]\nend`,
      );
      expect(text(`${begin}\n${evidence}`)).toBe(`[redacted]\n${evidence}`);
      expect(text(`${evidence}\n${end}\nend`)).toBe(`${evidence}\n[redacted]\nend`);
    }
    expect(text(`a ${begin}${letters}${end} b ${begin}${letters}${end} c`)).toBe('a [redacted] b [redacted] c');
    expect(text(`${begin}\n${letters}${letters}\n${begin}\n${letters}${letters}\n${end}\nb`)).toBe(
      '[redacted]\n[redacted]\nb',
    );
  });

  it.each([
    'a.',
    'eyJ-aaaaaaaa-',
    'token-',
    'a://',
    '-----BEGIN PRIVATE KEY-----\n',
    'x-----END PRIVATE KEY-----\n',
    'bearer ',
    '--a-',
    '"token" : ',
    'x',
  ])('A4: ten times as many characters of %j cost about ten times as much', (part) => {
    // In processor time, which other processes do not change; less than a few milliseconds is no measure.
    const cost = (characters: number): number => {
      const before = process.cpuUsage();
      text(part.repeat(Math.ceil(characters / part.length)));
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    cost(50_000);
    expect(cost(500_000)).toBeLessThan(50 * Math.max(cost(50_000), 5_000));
  });
});
