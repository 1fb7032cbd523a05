import { givenTestId, type ReportedTest, TEST_ID_MAX_LENGTH, testsOf } from './ci-test.js';

const aTest = (over: Partial<ReportedTest>): ReportedTest => ({
  suite: 's',
  className: 'C',
  name: 'n',
  file: null,
  status: 'PASSED',
  durationSeconds: null,
  flakyInside: false,
  ...over,
});
const idOf = (over: Partial<ReportedTest>): string => testsOf([aTest(over)]).tests[0]!.testId;

describe('V2: the id of a test', () => {
  test('V2: suite, class, name and file, and parameters as the runner writes them', () => {
    expect(idOf({ name: 'adds[1-2, "x::y"]', file: './test\\a.py' })).toBe('s::C::adds[1-2, "x::y"]::test/a.py');
    expect(idOf({ suite: null, className: null })).toBe('::::n');
  });

  test('V2: suites, classes, names and files are not mixed up', () => {
    const ids = [
      idOf({}),
      idOf({ suite: 'C', className: 's' }),
      idOf({ suite: null }),
      idOf({ className: null }),
      idOf({ file: 'n' }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('V2: folders and addresses that differ from try to try are no part of it', () => {
    expect(idOf({ file: '/tmp/try-1/test/a.js' })).toBe(idOf({ file: '/tmp/try-2/test/a.js' }));
    expect(idOf({ file: 'C:\\try-1\\a.js' })).toBe(idOf({ file: 'C:\\try-2\\a.js' }));
    expect(idOf({ suite: '/tmp/try-1/src/a.js' })).toBe(idOf({ suite: '/tmp/try-2/src/a.js' }));
    expect(idOf({ name: 'f[<X object at 0x7f12ab>]' })).toBe(idOf({ name: 'f[<X object at 0x7f98cd>]' }));
    expect(idOf({ name: 'f[0x7f12ab]' })).not.toBe(idOf({ name: 'f[0x7f98cd]' }));
  });

  test('V2: a long id ends in a hash of all of it', () => {
    const [one, other] = [idOf({ name: `${'x'.repeat(2_000)}1` }), idOf({ name: `${'x'.repeat(2_000)}2` })];
    expect(one.length).toBe(TEST_ID_MAX_LENGTH);
    expect(one).not.toBe(other);
    expect(one.slice(0, 900)).toBe(other.slice(0, 900));
    for (let i = 970; i < 1_000; i += 1)
      expect(idOf({ name: 'y'.repeat(i) + '\u{1F600}'.repeat(40) }).isWellFormed()).toBe(true);
    const lookAlikes = testsOf([aTest({ name: 'z'.repeat(3_000) }), aTest({ name: 'z'.repeat(3_000) })]).tests.map(
      (each) => each.testId,
    );
    expect(lookAlikes[1]).toMatch(/#2$/);
    expect(lookAlikes[1]!.length).toBeLessThanOrEqual(TEST_ID_MAX_LENGTH);
  });

  test('V2: an id that the reporter gives is kept as it is, but for what cannot be stored', () => {
    expect(givenTestId('tests/test_a.py::test_b[at 0x12]')).toBe('tests/test_a.py::test_b[at 0x12]');
    expect(givenTestId(' a\u0000b\n')).toBe('a b');
    expect(givenTestId('')).toBe('(unnamed)');
  });
});
