import assert from 'node:assert/strict';
import { test } from 'node:test';
import { total } from '../src/basket.js';

test('an empty basket costs nothing', () => {
  assert.equal(total([]), 0);
});

test('a basket costs the sum of its lines', () => {
  const lines = [
    { name: 'tea', cents: 450, quantity: 2 },
    { name: 'cup', cents: 1099, quantity: 1 },
  ];
  assert.equal(total(lines), 1999);
});
