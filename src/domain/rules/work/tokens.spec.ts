import type { AttemptFacts } from '../../model/attempt.js';
import { exceeding, settleTokens } from './tokens.js';

type Charged = Pick<AttemptFacts, 'tokensUsed' | 'tokensEstimated' | 'role'>;
const attempt = (values: Partial<Charged> = {}): AttemptFacts =>
  ({ tokensUsed: 0, tokensEstimated: false, role: 'BUILDER', ...values }) as AttemptFacts;

describe('B1: what a lease is charged', () => {
  test.each([
    [null, 0, 0],
    [0, 0, 0],
    [10, 0, 10],
    [10, 4, 6],
    [4, 10, 0],
    [null, 10, 0],
  ])('B1: a total of %p where %p are charged adds %p', (total, charged, more) => {
    expect(exceeding(total, charged)).toBe(more);
  });

  test('B1: usage that was not reported is charged the flat amount and marked as estimated', () => {
    expect(settleTokens(attempt(), { tokensTold: null }, null, 70)).toEqual({
      charge: 70,
      attempt: { tokensUsed: 70, tokensEstimated: true },
    });
    expect(settleTokens(attempt({ role: 'AUDITOR' }), null, null, 70).charge).toBe(70);
  });

  test.each<[string, Partial<Charged>, number | null, number | null]>([
    ['the result reports it, even if it is 0', {}, null, 0],
    ['a heartbeat reported it, even if it was 0', {}, 0, null],
    ['something is charged already', { tokensUsed: 5 }, null, null],
  ])('B1: it is known, and nothing flat is charged, where %s', (_, values, reported, sent) => {
    expect(settleTokens(attempt(values), { tokensTold: reported }, sent, 70)).toEqual({
      charge: 0,
      attempt: { tokensUsed: values.tokensUsed ?? 0, tokensEstimated: false },
    });
  });

  test('B1: a CI worker uses none', () => {
    expect(settleTokens(attempt({ role: 'CI' }), null, null, 70).charge).toBe(0);
  });

  test('B1, W4: the flat amount is charged once; a late figure is charged only beyond it, and is no estimate', () => {
    const estimated = attempt({ tokensUsed: 70, tokensEstimated: true });
    expect(settleTokens(estimated, null, null, 70)).toEqual({
      charge: 0,
      attempt: { tokensUsed: 70, tokensEstimated: true },
    });
    expect(settleTokens(estimated, null, 50, 70)).toEqual({
      charge: 0,
      attempt: { tokensUsed: 70, tokensEstimated: false },
    });
    expect(settleTokens(estimated, null, 90, 70)).toEqual({
      charge: 20,
      attempt: { tokensUsed: 90, tokensEstimated: false },
    });
    expect(settleTokens(attempt({ tokensEstimated: true }), null, null, 0).charge).toBe(0);
  });

  it('B1: a figure that its worker estimated is charged and marked; the flat amount is the least, where nothing else was reported', () => {
    expect(settleTokens(attempt({}), null, 40, 0, true)).toEqual({
      charge: 40,
      attempt: { tokensUsed: 40, tokensEstimated: true },
    });
    expect(settleTokens(attempt({}), null, 40, 70, true)).toEqual({
      charge: 70,
      attempt: { tokensUsed: 70, tokensEstimated: true },
    });
    expect(settleTokens(attempt({ tokensUsed: 60 }), null, 40, 70, true).charge).toBe(0);
    expect(settleTokens(attempt({}), null, 40, 70, false).attempt).toEqual({ tokensUsed: 40, tokensEstimated: false });
  });
});
