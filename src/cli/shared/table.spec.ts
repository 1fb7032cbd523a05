import { tableOf } from './table.js';

const HEADING = ['ID', 'WHAT', 'STATE'];
const ID = 'x'.repeat(36);
const row = (what: string) => [ID, what, 'delivered'];
const fit = { columns: 60, flexible: [1] };

describe('the width of a table', () => {
  it('what may be cut is cut as far as it has to be, and ids stay whole', () => {
    const [, line] = tableOf(HEADING, [row('a name that is rather long')], fit);
    expect(line).toBe(`${ID}  a name tha…  delivered`);
    expect(line).toHaveLength(60);
  });

  it('nothing is cut where the table would be too wide all the same', () => {
    const lines = tableOf(HEADING, [row('issue.needs_cleanup')], { columns: 50, flexible: [1] });
    expect(lines[1]).toBe(`${ID}  issue.needs_cleanup  delivered`);
  });

  it('nothing is cut where there is room', () => {
    expect(tableOf(HEADING, [row('run.ended')], fit)[1]).toBe(`${ID}  run.ended  delivered`);
  });
});
