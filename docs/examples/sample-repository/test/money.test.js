import assert from 'node:assert/strict';
import { test } from 'node:test';
import { converted, shown } from '../src/money.js';

test('an amount is shown with two digits', () => {
  assert.equal(shown(1999), '19.99');
});

test('an amount is rounded to whole cents of the other money', () => {
  assert.equal(converted(999, 'CHF', { rates: { CHF: 0.94 } }), 939);
});

test('a money without a rate is refused', () => {
  assert.throws(() => converted(999, 'XXX', { rates: {} }), RangeError);
});
