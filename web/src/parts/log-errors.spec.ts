import { firstFailure, isFailureLine } from './log-errors.js';

describe('Failures in a log', () => {
  it.each([
    'Error: no such file',
    'FAIL src/a.spec.ts',
    'not ok 3 - adds',
    '  ✕ adds (3 ms)',
    'thread main panicked at src/main.rs:1',
    'Traceback (most recent call last):',
    'make: *** [all] Error 2',
    '1 failed, 0 errors',
  ])('dashboard: %s', (line) => expect(isFailureLine(line)).toBe(true));

  it.each(['0 errors, 0 failures', 'no errors', 'errors: 0', 'terror', 'failsafe is on', 'compiled without errors'])(
    'dashboard: not “%s”',
    (line) => expect(isFailureLine(line)).toBe(false),
  );

  it('dashboard: the first one at or behind a line', () => {
    const lines = ['a', 'error', 'b', 'failed'];
    expect([firstFailure(lines), firstFailure(lines, 2), firstFailure(lines, 4)]).toEqual([1, 3, undefined]);
  });
});
