import { fullBucket, takeFrom } from './bucket.js';

test('A2: a bucket gives a minute’s worth at once, then as fast as it fills; a refusal takes nothing', () => {
  const first = takeFrom(fullBucket(60, 0), 60, 60, 0);
  expect(first.waitMs).toBe(0);
  const refused = takeFrom(first.bucket, 2, 60, 500);
  expect(refused.waitMs).toBe(1_500);
  expect(takeFrom(refused.bucket, 2, 60, 2_000).waitMs).toBe(0);
  expect(takeFrom(refused.bucket, 1, 60, 1_000_000).bucket.left).toBe(59);
});

test('A2: more at once than a bucket holds is given when it is full', () => {
  expect(takeFrom(fullBucket(5, 0), 9, 5, 0)).toEqual({ bucket: { left: 0, at: 0 }, waitMs: 0 });
});
