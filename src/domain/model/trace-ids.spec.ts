import { spanIdOf, traceIdOf, traceparentOf } from './trace-ids.js';

describe('O9: ids of spans', () => {
  test('O9: they have the form of W3C Trace Context and are the same wherever they are derived', () => {
    expect(traceIdOf('run-1')).toBe('2a004512174e563eedafd9a8f3856656');
    expect(traceIdOf('run-1')).toMatch(/^[0-9a-f]{32}$/);
    expect(spanIdOf('run-1', { kind: 'run' })).toMatch(/^[0-9a-f]{16}$/);
  });

  test('O9: parts that could be taken for each other have different ones', () => {
    const ids = [
      spanIdOf('r', { kind: 'run' }),
      spanIdOf('r', { kind: 'base' }),
      spanIdOf('r', { kind: 'tier', tierId: 'a' }),
      spanIdOf('r', { kind: 'phase', phaseId: 'a' }),
      spanIdOf('r', { kind: 'attempt', phaseId: 'a', attempt: 11 }),
      spanIdOf('r', { kind: 'attempt', phaseId: 'a1', attempt: 1 }),
      spanIdOf('r', { kind: 'outside', phaseId: 'a', seq: 11 }),
      spanIdOf('ra', { kind: 'run' }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(traceIdOf('r')).not.toBe(traceIdOf('R'));
  });

  test('O9: TRACEPARENT names the attempt, CI on the base of the run, or for CI on a merge the run', () => {
    const work = { runId: 'r', phaseId: 'a', attempt: 2, check: null };
    const head = `00-${traceIdOf('r')}-`;
    expect(traceparentOf(work)).toBe(`${head}${spanIdOf('r', { kind: 'attempt', phaseId: 'a', attempt: 2 })}-01`);
    expect(traceparentOf({ ...work, phaseId: null, check: 'BASE' })).toBe(
      `${head}${spanIdOf('r', { kind: 'base' })}-01`,
    );
    expect(traceparentOf({ ...work, phaseId: null, check: 'MERGE' })).toBe(
      `${head}${spanIdOf('r', { kind: 'run' })}-01`,
    );
  });
});
