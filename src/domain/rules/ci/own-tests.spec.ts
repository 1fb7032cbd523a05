import { ownTests } from './own-tests.js';

const isOwn = (testId: string, file: string | null, ...changed: string[]): boolean =>
  ownTests([{ testId, file }], changed).length === 1;

describe('V4: tests that the phase added or changed', () => {
  test.each([
    ['its file', 's::C::n', 'test/a.spec.ts', 'test/a.spec.ts'],
    ['its file on the disk', 's::C::n::a.spec.ts', '/tmp/x/test/a.spec.ts', 'test/a.spec.ts'],
    ['its file below a package', 's::C::n', 'test/a.spec.ts', 'packages/web/test/a.spec.ts'],
    ['a file of another kind that the report names', 's::C::n', 'src/lib.rs', 'src/lib.rs'],
    ['a path in the id', 'src/a.test.ts::src/a.test.ts::a > adds', null, 'src/a.test.ts'],
    ['a path with a line in the id', 'e2e/shop.spec.ts:12:3 › pays', null, 'web/e2e/shop.spec.ts'],
    ['pytest node ids', 'tests/test_x.py::TestA::test_b[1]', null, 'tests/test_x.py'],
    ['a Python module', 'pytest::tests.test_x.TestA::test_b', null, 'tests/test_x.py'],
    ['a Python module below a root', 'pytest::tests.unit.test_x::test_b', null, 'backend/tests/unit/test_x.py'],
    ['a Python module alone', 'pytest::test_x::test_b', null, 'test_x.py'],
    ['a module that could not be collected', 'pytest::::tests.test_orders', null, 'tests/test_orders.py'],
    ['a Java class', 'com.a.BTest::com.a.BTest::works', null, 'src/test/java/com/a/BTest.java'],
    ['a nested Java class', 'com.a.BTest$Inner::com.a.BTest$Inner::works', null, 'core/src/test/java/com/a/BTest.java'],
    ['a Kotlin class without folders', 'com.a.BTest::com.a.BTest::works', null, 'src/test/kotlin/BTest.kt'],
    ['a PHP class', 'unit::App\\Tests\\PriceTest::testTax', null, 'tests/PriceTest.php'],
    ['a Go package', 'example.com/shop/prices::example.com/shop/prices::TestRound', null, 'prices/round_test.go'],
    ['a Go package at the root', 'example.com/shop::example.com/shop::TestRound', null, 'round_test.go'],
    ['a title without any place', 'prices::prices adds tax::prices adds tax', null, 'test/orders.spec.ts'],
    ['a title that looks like a method', 'Auth.login::Auth.login works::Auth.login works', null, 'test/auth.spec.ts'],
    ['an id from outside without any place', 'checkout works', null, 'cypress/e2e/checkout.cy.js'],
    ['a Rust test', 'shop::shop::prices::tests::rounds', null, 'src/prices.rs'],
  ])('V4: named by %s', (_, testId, file, changed) => {
    expect(isOwn(testId, file, 'README.md', changed)).toBe(true);
  });

  test.each([
    ['another file', 's::C::n', 'test/a.spec.ts', 'test/b.spec.ts'],
    ['a file whose name only ends alike', 's::C::n', 'test/a.spec.ts', 'test/extra.spec.ts'],
    ['another path in the id', 'src/a.test.ts::src/a.test.ts::adds', null, 'src/b.test.ts'],
    ['another Python module', 'pytest::tests.test_x::test_b', null, 'tests/test_y.py'],
    ['the same name in another Python folder', 'pytest::tests.unit.test_x::test_b', null, 'tests/slow/test_x.py'],
    ['the same class in another package', 'com.b.BTest::com.b.BTest::works', null, 'src/test/java/com/a/BTest.java'],
    ['the class under test', 'com.a.BTest::com.a.BTest::works', null, 'src/main/java/com/a/B.java'],
    ['another Go package', 'example.com/shop/prices::example.com/shop/prices::TestRound', null, 'orders/order_test.go'],
    ['sources and data only', 'prices::prices adds tax::prices adds tax', null, 'src/prices.ts'],
    ['data in a folder of tests', 'prices::prices adds tax::prices adds tax', null, 'tests/data/prices.json'],
    ['a source that a title speaks of', 'config.js::config.js is read::config.js is read', null, 'src/config.js'],
  ])('V4: not named by %s', (_, testId, file, changed) => {
    expect(isOwn(testId, file, 'README.md', changed)).toBe(false);
  });

  test('V4: without changed files no test is the phase’s own', () => {
    expect(isOwn('works', null)).toBe(false);
  });
});
