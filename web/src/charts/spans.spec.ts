import {
  idleStretches,
  lanesOf,
  markOf,
  outcomeWords,
  placedSpans,
  pointAt,
  spanAt,
  type SpanFacts,
  spanHash,
  spanName,
} from './spans.js';

const BEGIN = Date.UTC(2026, 0, 1);
const at = (second: number): string => new Date(BEGIN + second * 1_000).toISOString();
const aSpan = (
  kind: string,
  phaseId: string | null,
  start: number,
  end: number | null,
  more: Partial<SpanFacts> = {},
): SpanFacts => ({
  ...{
    kind,
    phaseId,
    attempt: null,
    workerId: null,
    outcome: null,
    start: at(start),
    end: end === null ? null : at(end),
  },
  ...more,
});

const SPANS = placedSpans([
  aSpan('ci', null, 0, 5, { outcome: 'GREEN' }),
  aSpan('waiting', 'a', 5, 20),
  aSpan('attempt', 'a', 20, 30, { attempt: 1, outcome: 'GATE' }),
  aSpan('gate', 'a', 30, 31, { outcome: 'QUEUED' }),
  aSpan('pause', 'a', 31, 90),
  aSpan('waiting', 'a', 90, 100),
  aSpan('attempt', 'b', 100, 120, { attempt: 1, outcome: 'EXPIRED' }),
  aSpan('waiting', 'a', 120, null),
]);

describe('Spans of a run', () => {
  it('O7: lie in a lane for each phase, in the order in which they begin', () =>
    expect(lanesOf(SPANS).map(({ key, spans }) => [key, spans.length])).toEqual([
      ['run', 1],
      ['phase a', 6],
      ['phase b', 1],
    ]));

  it('O7: waits and pauses that follow each other are one idle stretch, up to the present', () =>
    expect(
      idleStretches(SPANS, BEGIN + 500_000).map(({ from, to }) => [(from - BEGIN) / 1_000, (to - BEGIN) / 1_000]),
    ).toEqual([
      [5, 20],
      [31, 100],
      [120, 500],
    ]));

  it('O7: say how they ended: well, again, badly, or nothing yet', () => {
    expect(SPANS.map(markOf)).toEqual(['good', 'none', 'good', 'again', 'none', 'none', 'bad', 'none']);
    expect(SPANS.map(outcomeWords).filter((words) => words !== null)).toEqual([
      ...['tests passed', 'then: in the gate', 'then: queued', 'the lease ran out'],
    ]);
    expect(outcomeWords({ outcome: 'SOMETHING_NEW' })).toBe('then: SOMETHING_NEW');
    expect(SPANS.map(spanName)).toEqual([
      'CI',
      'Waiting',
      'Attempt 1',
      'Gate',
      'Pause',
      'Waiting',
      'Attempt 1',
      'Waiting',
    ]);
    expect(spanName({ kind: 'ci', attempt: 2 })).toBe('CI · attempt 2');
  });

  it('O7: a kind that is not known is displayed as waiting', () =>
    expect(placedSpans([aSpan('toString', 'a', 0, 1)])[0]!.kind).toBe('waiting'));

  it('O7: the point of an instant is the last one before it', () => {
    const points = [1, 3, 3, 7].map((time, place) => ({ time, place }));
    expect([0, 1, 2, 3, 6, 7, 9].map((instant) => pointAt(points, instant)?.place ?? null)).toEqual([
      null,
      0,
      0,
      2,
      2,
      3,
      3,
    ]);
  });

  it('O7: each has an address of its own, which names it and stays when more come', () => {
    const hashes = SPANS.map((span) => spanHash(SPANS, span));
    expect(hashes.slice(0, 3)).toEqual(['#ci-1', '#waiting-1:a', '#attempt-1:a']);
    expect(new Set(hashes).size).toBe(SPANS.length);
    expect(hashes.map((hash) => spanAt(SPANS, hash)?.index)).toEqual(SPANS.map(({ index }) => index));
    expect(SPANS.slice(0, 6).map((span) => spanHash(SPANS.slice(0, 6), span))).toEqual(hashes.slice(0, 6));
  });

  it.each(['', '#', '#ci-0', '#ci-2', '#ci-1:a', '#attempt-1', '#event-1', '#toString-1', '#gate-1:%zz'])(
    'O7: %j names none',
    (hash) => expect(spanAt(SPANS, hash)).toBeUndefined(),
  );
});
