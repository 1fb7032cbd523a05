import { attemptOfInterest, type SelectableAttempt, selectionOf } from './selection.js';

const attempt = (number: number, role: SelectableAttempt['role'], state = 'SUBMITTED'): SelectableAttempt => ({
  number,
  role,
  state,
});
const ENDED = [attempt(1, 'BUILDER'), attempt(2, 'CI'), attempt(3, 'BUILDER'), attempt(4, 'CI')];
const select = (search: string, attempts = ENDED) => selectionOf(new URLSearchParams(search), attempts);

describe('What of a phase is displayed', () => {
  it('dashboard: the attempt at work, else the last one that wrote code, else the last', () => {
    expect(attemptOfInterest([...ENDED, attempt(5, 'AUDITOR', 'LEASED')])).toBe(5);
    expect(attemptOfInterest(ENDED)).toBe(3);
    expect(attemptOfInterest([attempt(1, 'CI')])).toBe(1);
    expect(attemptOfInterest([])).toBeNull();
  });

  it.each([
    ['', { kind: 'attempt', attempt: 3, part: 'summary', isPinned: false }],
    ['attempt=2&part=ci', { kind: 'attempt', attempt: 2, part: 'ci', isPinned: true }],
    ['attempt=2&part=strategy', { kind: 'attempt', attempt: 2, part: 'summary', isPinned: true }],
    ['attempt=99', { kind: 'attempt', attempt: 3, part: 'summary', isPinned: false }],
    ['part=patch', { kind: 'attempt', attempt: 3, part: 'patch', isPinned: false }],
    ['part=budgets', { kind: 'phase', part: 'budgets' }],
    ['attempt=1e9&part=<b>', { kind: 'attempt', attempt: 3, part: 'summary', isPinned: false }],
  ])('dashboard: “%s” selects %j', (search, selected) => expect(select(search)).toEqual(selected));

  it('dashboard: before the first attempt the request is displayed', () =>
    expect(select('attempt=1&part=patch', [])).toEqual({ kind: 'phase', part: 'request' }));
});
