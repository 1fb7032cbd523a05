import fc from 'fast-check';

import { firstLines, leftOut, LIST_LINES, windowAround } from './window.js';

const rows = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('lists in a document (F4)', () => {
  it('are whole up to 50 lines', () => {
    expect(windowAround(rows(50), () => false)).toEqual({ rows: rows(50), before: 0, after: 0 });
    expect(
      leftOut(
        windowAround(rows(50), () => true),
        'phases',
      ),
    ).toBeNull();
  });

  it('stop at 50 lines around the first open row', () => {
    expect(windowAround(rows(200), (i) => i >= 100)).toMatchObject({ before: 75, after: 75 });
    expect(
      leftOut(
        windowAround(rows(200), (i) => i >= 100),
        'phases',
      ),
    ).toBe('*150 phases are left out: 75 before, 75 after.*');
  });

  it('begin at the first row when that is open, and end at the last when none is', () => {
    expect(windowAround(rows(51), () => true)).toMatchObject({ before: 0, after: 1 });
    expect(windowAround(rows(200), () => false)).toMatchObject({ before: 150, after: 0 });
    expect(windowAround([], () => false)).toEqual({ rows: [], before: 0, after: 0 });
  });

  it('always hold the first open row, and never lose count', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(1_000), (count, open) => {
        const window = windowAround(rows(count), (i) => i >= open);
        expect(window.rows.length).toBe(Math.min(count, LIST_LINES));
        expect(window.before + window.rows.length + window.after).toBe(count);
        if (count > 0) expect(window.rows).toContain(Math.min(open, count - 1));
      }),
    );
  });

  it('show the first lines where no row matters more', () => {
    expect(firstLines(rows(60))).toEqual({ rows: rows(50), before: 0, after: 10 });
    expect(leftOut(firstLines(rows(60)), 'paths')).toBe('*10 paths are left out: 10 after.*');
    expect(leftOut(firstLines(rows(51)), 'paths')).toBe('*One of the paths is left out: 1 after.*');
  });
});
