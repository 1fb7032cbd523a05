import { RUN_STATES } from '../../parts/states.js';
import { addressOf, apiFilterOf, countsWithin, filterOf, GROUPS, ORDERS, statesOf } from './filters.js';

const at = (text: string) => filterOf(new URLSearchParams(text));

describe('The filter in the address', () => {
  it('O1: every filter comes back from its address', () => {
    for (const show of [null, ...Object.keys(GROUPS), ...Object.keys(RUN_STATES)] as never[])
      for (const order of Object.keys(ORDERS) as never[])
        for (const [projectId, text] of [
          [null, ''],
          ['a/b & c', 'ü? #%'],
        ] as const) {
          const filter = { show, order, projectId, text };
          expect(at(new URLSearchParams(addressOf(filter)).toString())).toEqual(filter);
        }
  });

  it('O1: an address that says nothing, or nonsense, narrows nothing', () => {
    const everything = { show: null, projectId: null, text: '', order: 'NEWEST' };
    expect([at(''), at('show=constructor&order=toString&project=&q=%20')]).toEqual([everything, everything]);
    expect(apiFilterOf(at(''))).toEqual({});
  });

  it('O1: each state is in one group, and a state alone is let through alone', () => {
    expect(
      Object.values(GROUPS)
        .flatMap(({ states }) => [...states])
        .sort(),
    ).toEqual(Object.keys(RUN_STATES).sort());
    expect(statesOf({ show: 'GATE' })).toEqual(['GATE']);
  });

  it('O1: counts are those of the project, and no state is listed without a run', () => {
    const counts = [
      { state: 'GATE', count: 3, projects: [{ projectId: 'a', count: 3 }] },
      { state: 'DONE_SUCCESS', count: 2, projects: [{ projectId: 'b', count: 2 }] },
    ] as const;
    expect([...countsWithin(counts, null)]).toEqual([
      ['GATE', 3],
      ['DONE_SUCCESS', 2],
    ]);
    expect([...countsWithin(counts, 'b')]).toEqual([['DONE_SUCCESS', 2]]);
  });
});
