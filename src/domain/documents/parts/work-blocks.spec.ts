import { fromMarkdown } from 'mdast-util-from-markdown';

import { after, aPhase } from '../../../../test/support/domain/builders.js';
import { NO_WORK } from '../../model/phase-work.js';
import { attemptBlocks, snapshotBlocks, tryLines } from './work-blocks.js';
import {
  NOTHING_DONE,
  type RenderedAttempt,
  type RenderedFile,
  type RenderedTry,
  wasWorkedOn,
  workByPhase,
  type WorkRows,
} from './work-view.js';

const SHA = 'abcdef0123456789'.repeat(4);
const HOSTILE = '\n---\n# owned\n| a | b |\n```\n<script>x</script>\u001b[2J\u202e[l](http://e.x)';

const anAttempt = (number: number, values: Partial<RenderedAttempt> = {}): RenderedAttempt => ({
  phaseId: 'p0',
  number,
  role: 'BUILDER',
  workerId: 'w1',
  state: 'SUBMITTED',
  tokensUsed: 10,
  tokensEstimated: false,
  givenBack: false,
  commit: null,
  status: 'SUCCEEDED',
  auditVerdict: null,
  confidence: null,
  ciVerdict: null,
  notes: null,
  gate: null,
  ...values,
});
const aTry = (number: number, values: Partial<RenderedTry> = {}): RenderedTry => ({
  ...{ phaseId: 'p0', attempt: 1, round: 1, number, verdict: 'GREEN', commit: null, summary: null },
  ...{ executed: 2, failed: [], moreFailed: 0, reasons: [] },
  ...values,
});
const aFile = (values: Partial<RenderedFile> = {}): RenderedFile => ({
  ...{ phaseId: 'p0', attempt: 1, tryNumber: null, path: 'attempts/phase_00_p0_01_builder_abc.patch', kind: 'patch' },
  ...{ sizeBytes: 12, sha256: SHA, runVersion: 1, at: after(1), ofAttempt: 1 },
  ...values,
});
const rendered = (rows: Partial<WorkRows>, attempts = rows.attempts?.length ?? 0): string => {
  const phase = aPhase({ work: { ...NO_WORK, attempts } });
  return attemptBlocks(workByPhase({ ...NOTHING_DONE, ...rows })(phase))
    .filter((block) => block)
    .join('\n\n');
};
const rowsOfTable = (content: string): string[] => content.split('\n').filter((line) => /^\| \d+ \|/.test(line));

describe('F4: the attempts of a phase', () => {
  it('F4: are empty before any work on it', () => {
    expect(rendered({})).toBe('');
    expect(wasWorkedOn({ work: NO_WORK })).toBe(false);
    expect(
      [
        { ...NO_WORK, attempts: 1 },
        { ...NO_WORK, ciTries: 1 },
      ].map((work) => wasWorkedOn({ work })),
    ).toEqual([true, true]);
  });

  it('F4: are a table, the newest last, with the worker, the result, the verdicts of gate and CI and the cost', () => {
    const content = rendered({
      attempts: [
        anAttempt(1, { state: 'RELEASED', status: null, givenBack: true, tokensUsed: 0 }),
        anAttempt(2, {
          gate: { verdict: 'PASS', reasons: [], moreReasons: 0 },
          ciVerdict: 'FLAKY',
          tokensEstimated: true,
        }),
        anAttempt(3, { role: 'AUDITOR', status: null, auditVerdict: 'REVISE', confidence: 'LOW' }),
      ],
    });
    expect(rowsOfTable(content)).toEqual([
      '| 1 | BUILDER | w1 | RELEASED (not counted) | — | — | — | 0 |',
      '| 2 | BUILDER | w1 | SUBMITTED | SUCCEEDED | PASS | FLAKY | 10 (estimated) |',
      '| 3 | AUDITOR | w1 | SUBMITTED | REVISE (confidence LOW) | — | — | 10 |',
    ]);
  });

  it('F4: stop at 50 lines and count what is left out, also what was not even read; details at 20 attempts', () => {
    const attempts = Array.from({ length: 60 }, (_, i) => anAttempt(i + 11, { notes: `note ${i + 11}` }));
    const content = rendered({ attempts }, 70);
    expect(rowsOfTable(content).map((line) => line.slice(0, 6))).toEqual(
      Array.from({ length: 50 }, (_, i) => `| ${i + 21} |`),
    );
    expect(content).toContain('*20 attempts are left out: 20 before.*');
    expect(content.match(/^### /gm)).toHaveLength(20);
    expect(content).not.toContain('note 50\n');
    expect(content).toContain('note 51\n');
  });

  it('G1: show the verdict of the gate with its reasons, and how many more there are', () => {
    const reasons = [{ code: 'outside_scope', message: 'a | <b>', source: 'G2' }];
    const content = rendered({
      attempts: [anAttempt(1, { commit: 'c0ffee', gate: { verdict: 'REJECT', reasons, moreReasons: 3 } })],
    });
    expect(content).toContain(
      ['### Attempt 1: BUILDER', 'Commit `c0ffee`.', 'Gate: **REJECT**:', '- `outside_scope`: a \\| \\<b> (G2)'].join(
        '\n\n',
      ),
    );
    expect(content).toContain('*3 more reasons are left out.*');
  });

  it('V2: show each try of CI below the attempt that it tested, with the tests that failed', () => {
    const tries = [
      aTry(1, { verdict: 'RED', executed: 12, failed: ['a', 'b`|'], moreFailed: 7, summary: 'two\nred' }),
      aTry(2, { verdict: 'ENVIRONMENT', executed: null }),
    ];
    const content = rendered({ attempts: [anAttempt(1), anAttempt(2, { role: 'CI' })], tries });
    expect(content).toContain(
      '- CI try 1: **RED**, 12 tests ran, 9 failed: `a`, ``b`|`` and 7 more; two red\n- CI try 2: **ENVIRONMENT**',
    );
    expect(content.match(/^### .*/gm)).toEqual(['### Attempt 1: BUILDER']);
  });

  it('V3: tries of a phase that manual transitions move belong to no attempt; of many the newest are displayed', () => {
    const content = rendered({ tries: Array.from({ length: 9 }, (_, i) => aTry(i + 1, { attempt: 0 })) });
    expect(content).toContain('### Without an attempt\n\n- *4 earlier tries are left out*\n- CI try 5');
  });

  it('F1: name files by their path below the run’s directory, with size and the beginning of their hash', () => {
    const files = [
      aFile({ ofAttempt: 12 }),
      aFile({ tryNumber: 2, kind: 'log', path: 'attempts/phase_00_p0_01_ci.log' }),
      aFile({ path: '../x](y)' }),
    ];
    const content = rendered({ attempts: [anAttempt(1)], files });
    expect(content).toContain(
      '- [`attempts/phase_00_p0_01_builder_abc.patch`](../attempts/phase_00_p0_01_builder_abc.patch): patch, 12 bytes, `abcdef012345`',
    );
    expect(content).toContain('): log of CI try 2, 12 bytes,');
    expect(content).toContain('- `../x](y)`: patch');
    expect(content).toContain('*9 files are left out.*');
  });

  it('I4: what workers wrote is text or code, on its own lines, and cut', () => {
    const long = HOSTILE + 'x'.repeat(10_000);
    const content = rendered({
      attempts: [
        anAttempt(1, {
          workerId: long,
          notes: long,
          gate: { verdict: 'AUDIT', reasons: [{ code: 'c', message: long }], moreReasons: 0 },
        }),
      ],
      tries: [aTry(1, { failed: [long], summary: long })],
    });
    expect(content.length).toBeLessThan(4_000);
    expect(content).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/);
    const kinds = fromMarkdown(content).children.map((node) => node.type);
    expect(new Set(kinds)).toEqual(new Set(['heading', 'paragraph', 'list', 'code']));
    expect(fromMarkdown(content).children.filter((node) => node.type === 'heading')).toHaveLength(2);
    expect(JSON.stringify(fromMarkdown(content))).not.toMatch(/"type":"(html|link|image)"/);
  });
});

describe('G4: the snapshot of a phase', () => {
  it('G4, G6: is its commit and tag, or that there is no repository', () => {
    const snapshot = { phaseId: 'p0', commit: 'c0ffee', tag: 'autonomous/r/p0', executed: 3 };
    expect(snapshotBlocks(snapshot)).toEqual(['## Snapshot', 'Commit `c0ffee`, tag `autonomous/r/p0`; 3 tests ran.']);
    expect(snapshotBlocks({ ...snapshot, commit: null, tag: null, executed: null })).toEqual([
      '## Snapshot',
      'No repository.',
    ]);
    expect(snapshotBlocks(null)).toEqual([]);
  });

  test.each([
    [
      'MISSING',
      ['No test was executed: no file matches the report glob of the CI steps'],
      [],
      ': No test was executed: no file matches',
    ],
    ['RED', ['CI says RED and shows no failed test'], [], ': CI says RED and shows no failed test'],
    ['RED', ['1 of 2 executed tests failed'], ['a::b'], '`a::b`'],
  ] as const)('C4: a try that is %s says why', (verdict, reasons, failed, reported) => {
    const line = tryLines([aTry(1, { verdict, reasons, failed, summary: 'Step "unit" ended.' })]);
    expect(line).toContain(reported);
    expect(line).toContain('Step "unit" ended.');
    expect(line.includes(reasons[0])).toBe(failed.length === 0);
  });
});
