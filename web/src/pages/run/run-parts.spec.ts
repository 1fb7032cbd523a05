import { type BoardPhase, boardRows, type BoardTier, currentRow } from './board-rows.js';
import { asJson, firstOf, formOf } from './document-groups.js';
import { EVENT_GROUPS, wordsOf } from './event-words.js';
import { placeLink, placeOf } from './place.js';

describe('The address of a part of a run', () => {
  it('dashboard: says what is displayed, and leads back to it', () => {
    for (const place of [
      { view: 'overview', kind: '', seq: null, file: null },
      { view: 'events', kind: 'work', seq: 12, file: null },
      { view: 'documents', kind: '', seq: null, file: 'phases/a b&c#.md' },
    ] as const) {
      const url = new URL(placeLink('run/ä', place), 'http://x');
      expect(url.pathname).toBe('/runs/run%2F%C3%A4');
      expect(placeOf(url.search, url.hash)).toEqual(place);
    }
  });

  it('dashboard: an event or a document alone opens its part; nonsense is the overview', () => {
    expect(placeOf('', '#event-3').view).toBe('events');
    expect(placeOf('?file=a.md', '').view).toBe('documents');
    expect(placeOf('?view=nothing', '#event-x')).toEqual({ view: 'overview', kind: '', seq: null, file: null });
  });
});

describe('The board', () => {
  const tiers = [{ tierId: 'T1' }, { tierId: 'T2' }] as BoardTier[];
  const phase = (tierId: string, state: string): BoardPhase => ({ tierId, state }) as BoardPhase;
  const shapes = (phases: readonly BoardPhase[]) => boardRows({ tiers, phases });

  it('dashboard: has each tier before its phases, counted', () => {
    const rows = shapes([phase('T1', 'COMPLETE'), phase('T1', 'QUEUED'), phase('T2', 'QUEUED')]);
    expect(
      rows.map((row) => (row.kind === 'tier' ? `${row.place}: ${row.complete}/${row.phases}` : row.phase.state)),
    ).toEqual([...['1: 1/2', 'COMPLETE', 'QUEUED', '2: 0/1', 'QUEUED']]);
    expect(currentRow(rows)).toBe(2);
  });

  it('dashboard: the phase at work is the one that is marked; none when all have ended', () => {
    expect(currentRow(shapes([phase('T1', 'QUEUED'), phase('T2', 'CI_RUNNING')]))).toBe(3);
    expect(currentRow(shapes([phase('T1', 'COMPLETE'), phase('T2', 'SKIPPED')]))).toBe(-1);
  });
});

describe('Events in words', () => {
  const word = (type: string, subject: string, fromState: string | null, toState: string | null) => {
    const { kind, id, from, to, text } = wordsOf({ type: type as never, subject, fromState, toState });
    return [kind, id, from?.word ?? null, to?.word ?? text];
  };

  it('dashboard: name what moved, from where and to where', () => {
    expect(word('PHASE_STATE_CHANGED', 'phase/a/b', 'GATE', 'CI_RUNNING')).toEqual([
      'Phase',
      'a/b',
      'In the gate',
      'In CI',
    ]);
    expect(word('RUN_STATE_CHANGED', 'run', null, 'RUN_CREATED')).toEqual(['Run', '', null, 'Created']);
    expect(word('TOKENS_ADDED', 'phase/a', null, null)).toEqual(['Phase', 'a', null, 'tokens were charged']);
  });

  it('dashboard: what this page does not know is displayed by its name', () => {
    expect(word('PHASE_STATE_CHANGED', 'phase/a', null, 'NEW_STATE')).toEqual(['Phase', 'a', null, 'NEW_STATE']);
    expect(word('NEW_TYPE', 'crew/a', null, null)).toEqual(['crew', 'a', null, 'NEW_TYPE']);
  });

  it('dashboard: every kind is in one group of the filter', () => {
    const types = EVENT_GROUPS.flatMap((group) => group.types);
    expect([types.length, new Set(types).size]).toEqual([14, 14]);
  });
});

describe('Documents', () => {
  it('dashboard: the incident comes first, then the summary', () => {
    const files = [
      { path: 'a', kind: 'strategy' },
      { path: 'b', kind: 'run_summary' },
      { path: 'c', kind: 'incident_index' },
    ];
    expect([
      firstOf(files)!.path,
      firstOf(files.slice(0, 2))!.path,
      firstOf(files.slice(0, 1))!.path,
      firstOf([]),
    ]).toEqual([...['c', 'b', 'a', undefined]]);
  });

  it('dashboard: are displayed by the end of their names; JSON that is none stays as it is', () => {
    expect(['a.md', 'a.json', 'a.JSON', 'a.log', 'md'].map(formOf)).toEqual([
      'markdown',
      'json',
      'json',
      'text',
      'text',
    ]);
    expect([asJson('{"a":1}'), asJson('{"a":')]).toEqual(['{\n  "a": 1\n}', '{"a":']);
  });
});
