import { readFileSync } from 'node:fs';

import type { CiTest } from '../../../model/ci-evidence.js';
import { readReport, REPORT_MAX_BYTES } from './read-report.js';

const sample = (name: string): string => readFileSync(`test/fixtures/ci-reports/${name}`, 'utf8');

function testsIn(text: string): CiTest[] {
  const read = readReport(text);
  if ('fault' in read) throw new Error(read.fault);
  return read.tests;
}
const inShort = (text: string) =>
  testsIn(text).map(({ testId, status, flakyInside }) => `${testId} ${status}${flakyInside ? ' flaky' : ''}`);
const faultOf = (text: string): string | null => {
  const read = readReport(text);
  return 'fault' in read ? read.fault : null;
};

describe('V5: reports of real runners', () => {
  test('V5: Surefire, with a test that passed when it was run again', () => {
    expect(inShort(sample('surefire-flaky.xml'))).toEqual([
      'com.shop.CartTest::com.shop.CartTest::addsOneItem PASSED',
      'com.shop.CartTest::com.shop.CartTest::sumsItems(int, int)[1] PASSED',
      'com.shop.CartTest::com.shop.CartTest::loadsPrices PASSED flaky',
      'com.shop.CartTest::com.shop.CartTest::refusesNegativeAmounts FAILED',
      'com.shop.CartTest::com.shop.CartTest::talksToTheBank ERROR',
      'com.shop.CartTest::com.shop.CartTest::printsReceipts SKIPPED',
    ]);
    expect(testsIn(sample('surefire-flaky.xml'))[2]!.durationSeconds).toBe(1001.25);
  });

  test('V5: pytest, with parameters and a module that could not be collected', () => {
    expect(inShort(sample('pytest.xml'))).toEqual([
      'pytest::tests.test_prices::test_rounds[0.5-1] PASSED',
      'pytest::tests.test_prices::test_rounds[1.5-2] PASSED',
      'pytest::tests.test_prices.TestTax::test_is_added FAILED',
      'pytest::tests.test_prices::test_on_windows SKIPPED',
      'pytest::tests.test_prices::test_known_bug SKIPPED',
      'pytest::::tests.test_orders ERROR',
    ]);
  });

  test('V5: jest', () => {
    expect(inShort(sample('jest.xml'))).toEqual([
      'prices::prices rounds half up::prices rounds half up PASSED',
      'prices::prices adds "tax" & fees::prices adds "tax" & fees FAILED',
      'prices::prices knows all currencies::prices knows all currencies SKIPPED',
      'orders::orders are numbered::orders are numbered PASSED',
    ]);
  });

  test('V5: gotestsum, with a package that does not compile', () => {
    expect(inShort(sample('gotestsum.xml'))).toEqual([
      'example.com/shop/prices::example.com/shop/prices::TestRound PASSED',
      'example.com/shop/prices::example.com/shop/prices::TestRound/half_up FAILED',
      'example.com/shop/prices::example.com/shop/prices::TestSlow SKIPPED',
      'example.com/shop/orders::example.com/shop/orders::TestMain FAILED',
    ]);
  });

  test('V5: mocha, whose suites name their file by its path on the disk', () => {
    const tests = testsIn(sample('mocha.xml'));
    expect(tests.map(({ status, file }) => `${status} ${file}`)).toEqual([
      'PASSED /build/try-1/test/prices.js',
      'FAILED /build/try-1/test/prices.js',
      'PASSED /build/try-1/test/orders.js',
    ]);
    expect(tests[0]!.testId).toBe('prices::rounds half up::prices rounds half up::prices.js');
  });

  test('V5: PHPUnit, with suites inside suites', () => {
    expect(inShort(sample('phpunit.xml')).map((line) => line.replace('Shop\\Tests\\PriceTest', 'P'))).toEqual([
      'unit > P::Shop.Tests.PriceTest::testRounds::PriceTest.php PASSED',
      'unit > P > Shop\\Tests\\PriceTest::testTax::Shop.Tests.PriceTest::testTax with data set "food"::PriceTest.php PASSED',
      'unit > P > Shop\\Tests\\PriceTest::testTax::Shop.Tests.PriceTest::testTax with data set "books"::PriceTest.php FAILED',
    ]);
  });

  test('V5: CTRF, where "other" is no pass and a pass after a retry is flaky', () => {
    expect(inShort(sample('playwright-ctrf.json'))).toEqual([
      'chromium > e2e/shop.spec.ts::::opens the shop::shop.spec.ts PASSED',
      'chromium > e2e/shop.spec.ts::::adds to the cart::shop.spec.ts PASSED flaky',
      'chromium > e2e/shop.spec.ts::::pays::shop.spec.ts FAILED',
      'chromium > e2e/print.spec.ts::::prints SKIPPED',
      '::::exports SKIPPED',
      '::::imports ERROR',
    ]);
    expect(testsIn(sample('playwright-ctrf.json'))[0]!.durationSeconds).toBe(1.204);
  });

  test('V5: the next try, in another folder, finds the same ids', () => {
    for (const name of ['mocha.xml', 'phpunit.xml', 'playwright-ctrf.json']) {
      const again = sample(name).replaceAll('/build/try-1/', '/tmp/x7/try-2/');
      expect(testsIn(again).map((each) => each.testId)).toEqual(testsIn(sample(name)).map((each) => each.testId));
    }
  });
});

describe('V2: a report is never read better than it is', () => {
  test.each([
    ['a failure outweighs a skip', '<testcase name="a"><skipped/><failure/></testcase>', ['s::::a FAILED']],
    ['a rerun without a failure never passed', '<testcase name="a"><rerunFailure/></testcase>', ['s::::a FAILED']],
    [
      'a failed test is not excused by a flaky mark',
      '<testcase name="a"><flakyFailure/><error/></testcase>',
      ['s::::a ERROR'],
    ],
    ['a status without a child counts', '<testcase name="a" status="failed"/>', ['s::::a FAILED']],
    ['GoogleTest says "notrun"', '<testcase name="a" status="notrun"/>', ['s::::a SKIPPED']],
    [
      'a test inside another one is seen',
      '<testcase name="a"><testcase name="b"><failure/></testcase></testcase>',
      ['s::::a PASSED', 's::::b FAILED'],
    ],
    [
      'a test in an unknown wrapper is seen',
      '<group><testcase name="b"><failure/></testcase></group>',
      ['s::::b FAILED'],
    ],
    [
      'a failure of the suite itself is a test',
      '<error message="no database"/><testcase name="a"/>',
      ['s::::a PASSED', 's::::(the suite itself) ERROR'],
    ],
    ['a test without a name is one', '<testcase><failure/></testcase>', ['s::::(unnamed) FAILED']],
  ])('V2: %s', (_, inside, expected) => {
    expect(inShort(`<testsuite name="s">${inside}</testsuite>`)).toEqual(expected);
  });

  test('V2: failures that a suite counts and does not show are one failed test', () => {
    expect(
      inShort(
        '<testsuites><testsuite name="s" tests="0" errors="1"/><testsuite name="t"><testcase name="a"/></testsuite></testsuites>',
      ),
    ).toEqual(['s::::(counted, not shown) ERROR', 't::::a PASSED']);
    expect(
      inShort(
        '<testsuites failures="2"><testsuite name="t" failures="2"><testcase name="a"/></testsuite></testsuites>',
      ),
    ).toHaveLength(2);
    expect(inShort('{"results":{"summary":{"tests":0,"failed":3},"tests":[]}}')).toEqual([
      '::::(counted, not shown) ERROR',
    ]);
  });

  test('V2: tests that a report does not distinguish stay as many as they are', () => {
    const again =
      '<testcase name="a"/><testcase name="a#2"/><testcase name="a"><failure/></testcase><testcase name="a"/>';
    expect(inShort(`<testsuite>${again}</testsuite>`)).toEqual([
      '::::a PASSED',
      '::::a#2 PASSED',
      '::::a#3 FAILED',
      '::::a#4 PASSED',
    ]);
  });

  test('V2: a CTRF list that is shorter than its summary says is cut', () => {
    expect(readReport('{"results":{"summary":{"tests":2},"tests":[{"name":"a","status":"passed"}]}}')).toMatchObject({
      cut: true,
    });
  });
});

describe('V2: what cannot be read is a fault, in words', () => {
  test.each([
    ['nothing', '', 'is empty'],
    ['blanks', ' \n\ufeff ', 'is empty'],
    ['a log', 'PASS src/a.spec.ts', 'is neither JUnit XML nor CTRF'],
    ['TAP', 'TAP version 13\nok 1 - a', 'is neither JUnit XML nor CTRF'],
    ['another XML', '<assemblies><assembly/></assemblies>', 'has the root element "assemblies"'],
    ['a web page', '<!DOCTYPE html><html></html>', 'has a document type, which is refused'],
    ['wrong nesting', '<testsuite><testcase></testsuite></testcase>', 'closes "testsuite" where "testcase" is open'],
    ['a lone closing tag', '<testsuite/></testsuite>', 'closes "testsuite" where nothing is open'],
    ['XML that ends at once', '<testsui', 'ends before its first test suite'],
    ['other JSON', '{"numTotalTests": 3}', 'is not CTRF: "results" is missing or has another type'],
    [
      'a test without a status',
      '{"results":{"tests":[{"name":"a"}]}}',
      'is not CTRF: "results.tests.0.status" is missing',
    ],
    [
      'a flaky mark of another type',
      '{"results":{"tests":[{"name":"a","status":"passed","flaky":"no"}]}}',
      '"results.tests.0.flaky"',
    ],
    ['no JSON', '{"results": nothing}', 'is not JSON that can be read'],
  ])('V2: %s', (_, text, fault) => {
    expect(faultOf(text)).toContain(fault);
  });
});

describe('V5: a report is cut at 1 MiB', () => {
  test('V5: what is complete before the cut is read, and the test case at the cut is left out', () => {
    const good = '<testcase name="good"><system-out>ok</system-out></testcase>';
    const bad = '<testcase name="bad"><failure/></testcase>';
    const text = `<testsuites><testsuite name="s">${bad}${good}<testcase name="long"><system-out>${'é'.repeat(REPORT_MAX_BYTES)}</system-out><failure/></testcase></testsuite></testsuites>`;
    expect(readReport(text)).toMatchObject({
      cut: true,
      tests: [
        { testId: 's::::bad', status: 'FAILED' },
        { testId: 's::::good', status: 'PASSED' },
      ],
    });
  });

  test('V5: of CTRF that ends in the middle, the tests before are read', () => {
    const whole =
      '{"results":{"summary":{"tests":1},"tests":[{"name":"a]}","status":"failed","extra":{"x":[{}]}},{"name":"b","sta';
    expect(readReport(whole)).toMatchObject({ cut: true, tests: [{ testId: '::::a]}', status: 'FAILED' }] });
    expect(faultOf('{"results":{"tests":[{"name":"a","sta')).toBe('is not JSON that can be read');
  });

  test('V5: a report of 1 MiB is whole, one byte more is cut', () => {
    const of = (bytes: number) => {
      const frame = '<testsuite><testcase name="a"/><system-out></system-out></testsuite>';
      return frame.replace('<system-out>', `<system-out>${'x'.repeat(bytes - frame.length)}`);
    };
    expect(readReport(of(REPORT_MAX_BYTES))).toMatchObject({ cut: false });
    expect(readReport(of(REPORT_MAX_BYTES + 1))).toMatchObject({ cut: true });
  });

  test.each([
    'surefire-flaky.xml',
    'pytest.xml',
    'jest.xml',
    'gotestsum.xml',
    'mocha.xml',
    'phpunit.xml',
    'playwright-ctrf.json',
  ])('V5: %s, ended anywhere, shows only tests of the whole one, and says that it is cut', (name) => {
    const text = sample(name);
    const whole = new Set(inShort(text));
    for (let end = 1; end < text.trimEnd().length; end += 3) {
      const read = readReport(text.slice(0, end));
      if ('fault' in read) continue;
      expect(read.cut).toBe(true);
      for (const { testId, status, flakyInside } of read.tests) {
        const line = `${testId} ${status}${flakyInside ? ' flaky' : ''}`;
        if (!whole.has(line)) expect(line).toMatch(/\((counted, not shown|flaky, not shown|the suite itself)\)|#\d/);
      }
    }
  });
});

describe('A3: hostile reports are read in bounded time, or refused', () => {
  const suite = (inside: string) => `<testsuite name="s">${inside}</testsuite>`;

  test('A3: entities are never expanded', () => {
    const laughs =
      '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><testsuite name="&b;"><testcase name="x"/></testsuite>';
    expect(faultOf(laughs)).toBe('has a document type, which is refused');
    expect(faultOf(`<?xml version="1.0"?>\n<!-- x -->\n${laughs}`)).toBe('has a document type, which is refused');
    expect(inShort(suite('<testcase name="&b;&amp;lt;&#60;&#x3e;&#9999999;"/>'))).toEqual([
      's::::&b;&lt;<>&#9999999; PASSED',
    ]);
  });

  test('A3: names that JavaScript gives a meaning are names like others, or refused', () => {
    expect(inShort(suite('<testcase __proto__="x" constructor="y" name="__proto__"/>'))).toEqual([
      's::::__proto__ PASSED',
    ]);
    expect(faultOf(suite('<__proto__/>'))).toBe('is not XML that can be read');
    expect(
      inShort(
        '{"__proto__":{"status":"passed"},"results":{"tests":[{"name":"constructor","status":"failed","__proto__":{"flaky":true}}]}}',
      ),
    ).toEqual(['::::constructor FAILED']);
    expect(({} as Record<string, unknown>).flaky).toBeUndefined();
  });

  test('A3: what cannot be stored is taken out of ids', () => {
    expect(inShort(suite('<testcase name="a\u0000b&#0;c\ud800d\u001b[31m"/>'))).toEqual([
      's::::a b c\ufffdd [31m PASSED',
    ]);
  });

  test('A3: deep nesting is refused', () => {
    expect(faultOf('<testsuite>'.repeat(100_000))).toContain('is nested deeper than');
    expect(faultOf(`{"results":${'['.repeat(500_000)}`)).toBe('is not JSON that can be read');
  });

  test('A3: a test that only one of two readers sees is no way to hide a failure', () => {
    const hidden = suite(`<testcase name="a"/><?x ' ?><testcase name="b"><failure/></testcase><?y ' ?>`);
    expect(faultOf(hidden)).toBe('is XML that can be read in more than one way');
  });

  test('A3: markup inside texts is no markup', () => {
    const text = suite(
      '<testcase name="a>b"><system-out><![CDATA[</testcase></testsuite><!DOCTYPE x>]]><!-- <testcase> --></system-out></testcase>',
    );
    expect(inShort(text)).toEqual(['s::::a>b PASSED']);
  });

  test('A3: 100,000 tests and other masses take seconds at most', () => {
    const masses = [
      suite('<testcase/>'.repeat(100_000)),
      suite('<testcase name="a"/>'.repeat(50_000)),
      suite(`<testcase ${'a '.repeat(500_000)}/>`),
      suite(`<testcase name="${'<'.repeat(1_000_000)}"/>`),
      '<'.repeat(1_000_000),
      '<!--'.repeat(250_000),
      `{"results":{"tests":[${'{"name":"a","status":"passed"},'.repeat(40_000)}`,
      '{"a":"'.repeat(150_000),
    ];
    for (const text of masses) {
      const before = process.cpuUsage();
      const read = readReport(text);
      const used = process.cpuUsage(before);
      expect((used.user + used.system) / 1_000_000).toBeLessThan(10);
      if ('tests' in read) expect(new Set(read.tests.map((each) => each.testId)).size).toBe(read.tests.length);
    }
  });
});
