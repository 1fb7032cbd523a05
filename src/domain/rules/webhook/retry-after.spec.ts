import { retryAfterMs } from './retry-after.js';

const now = new Date('2030-01-01T00:00:00.000Z');

test.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Tue, 01 Jan 2030 00:00:30 GMT', 30_000],
  ['Mon, 31 Dec 2029 23:59:00 GMT', 0],
  [undefined, null],
  ['', null],
  ['-5', null],
  ['1.5', null],
  ['soon', null],
  ['2030', 2_030_000],
  ['9999999999', null],
  ['Tue, never', null],
])('A7: Retry-After %p is %p ms', (value, ms) => expect(retryAfterMs(value, now)).toBe(ms));
