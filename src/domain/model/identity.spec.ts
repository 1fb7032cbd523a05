import { idFault, nameFault, runKey, textFault } from './identity.js';

describe('I1: what can be an id', () => {
  test.each([
    'a',
    '7',
    'run-1',
    'F1.1',
    'A_b-c.d',
    'x'.repeat(100),
    'lock',
    'a.locks',
    'console',
    'con-1',
    'nul_',
    'com10',
    'a.con',
    'a.b.c',
  ])('I1: %j is an id', (id) => {
    expect(idFault(id)).toBeNull();
  });

  test.each([
    ['the empty text', '', 'must not be empty'],
    ['101 characters', 'x'.repeat(101), 'must have at most 100 characters'],
    ['10,000 characters', 'x'.repeat(10_000), 'must have at most 100 characters'],
    ['a way up', '../x', 'must start with a letter or digit'],
    ['a way up in the middle', 'a/../../x', 'must start with a letter or digit'],
    ['an absolute path', '/etc/passwd', 'must start with a letter or digit'],
    ['a Windows path', 'C:\\x', 'must start with a letter or digit'],
    ['a slash', 'a/b', 'must start with a letter or digit'],
    ['a backslash', 'a\\b', 'must start with a letter or digit'],
    ['a blank', 'a b', 'must start with a letter or digit'],
    ['a blank behind', 'a ', 'must start with a letter or digit'],
    ['a line break behind', 'a\n', 'must start with a letter or digit'],
    ['U+0000', 'a\u0000', 'must start with a letter or digit'],
    ['a percent escape', '%2e%2e', 'must start with a letter or digit'],
    ['a letter outside ASCII', 'ünit', 'must start with a letter or digit'],
    ['a look-alike letter', '\u0430', 'must start with a letter or digit'],
    ['an emoji', '\u{1F600}', 'must start with a letter or digit'],
    ['a lone surrogate', '\ud800', 'must start with a letter or digit'],
    ['a direction mark', 'a\u202eb', 'must start with a letter or digit'],
    ['a leading dot', '.hidden', 'must start with a letter or digit'],
    ['a leading dash', '-rf', 'must start with a letter or digit'],
    ['a leading underscore', '_projects', 'must start with a letter or digit'],
    ['two dots', 'a..b', 'must not contain ".."'],
    ['a dot behind', 'a.', 'must not end in "."'],
    ['.lock behind', 'a.lock', 'must not end in ".lock"'],
    ['.lock behind in other case', 'a.LOCK', 'must not end in ".lock"'],
    ['con', 'con', 'must not be a Windows device name'],
    ['NUL.txt', 'NUL.txt', 'must not be a Windows device name'],
    ['com1', 'com1', 'must not be a Windows device name'],
    ['Lpt9.tar.gz', 'Lpt9.tar.gz', 'must not be a Windows device name'],
    ['aux', 'aux', 'must not be a Windows device name'],
    ['PRN', 'PRN', 'must not be a Windows device name'],
  ])('I1: %s is refused', (_, id, why) => {
    expect(idFault(id)).toContain(why);
  });

  test('I1: run ids are compared ignoring case', () => {
    expect(runKey('Run-A.1')).toBe(runKey('rUN-a.1'));
    expect(runKey('run-a')).not.toBe(runKey('run_a'));
  });
});

describe('I4: what can be a text', () => {
  test.each([
    ['plain', 'words'],
    ['the empty text', ''],
    ['any script and emoji', '\u65e5\u672c\u8a9e \u05e9\u05dc\u05d5\u05dd \u{1F468}\u200d\u{1F469}\u200d\u{1F467}'],
    ['control characters', '\u0001\u001b[31m\u202e\ufeff\r\n\t'],
    ['markup', '<script>alert(1)</script> [x](javascript:1) ```'],
    ['a whole surrogate pair', '\ud83d\ude00'],
  ])('I4: %s is a text and stays as given', (_, text) => {
    expect(textFault(text, 10_000)).toBeNull();
  });

  test('I4: U+0000 is refused at every position', () => {
    expect(textFault('a\u0000b', 10)).toContain('U+0000');
    expect(nameFault('\u0000')).toContain('U+0000');
  });

  test.each(['\ud800', 'a\udc00', '\udc00\ud800'])('I4: a lone surrogate is refused (%#)', (text) => {
    expect(textFault(text, 10)).toContain('lone surrogates');
    expect(nameFault(text)).toContain('lone surrogates');
  });

  test('I4: the length counts characters, so an emoji is one', () => {
    expect(textFault('\u{1F600}'.repeat(10), 10)).toBeNull();
    expect(textFault('\u{1F600}'.repeat(11), 10)).toBe('must have at most 10 characters');
    expect(textFault('x'.repeat(10_000), 10_000)).toBeNull();
    expect(textFault('x'.repeat(10_001), 10_000)).toBe('must have at most 10000 characters');
  });

  test('I4: a name has 1 to 200 characters after trimming', () => {
    expect(nameFault('x')).toBeNull();
    expect(nameFault(`  ${'x'.repeat(200)}\n`)).toBeNull();
    expect(nameFault('x'.repeat(201))).toBe('must have at most 200 characters');
    expect(nameFault(`x${' '.repeat(10_000)}`)).toBe('must have at most 10000 characters');
    for (const blank of ['', ' ', '\t\n', '\u3000\u00a0']) expect(nameFault(blank)).toBe('must not be empty');
  });
});
