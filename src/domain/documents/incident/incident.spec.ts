/** The incident pack as a function of rows (C4): its index, its data, and when there is one. */
import { readFileSync } from 'node:fs';

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

import { after, aPhase, aRun, aTier, rowsOf } from '../../../../test/support/domain/builders.js';
import type { BaseCheck, BaseOutcome } from '../../model/base-check.js';
import type { RunFailure } from '../../model/facts.js';
import { NO_WORK } from '../../model/phase-work.js';
import { RUN_EVENT_TYPES } from '../../model/run-event.js';
import { RUN_FAILED_STATES } from '../../model/run-state.js';
import { ISSUE_SOURCES } from '../../model/vocabulary.js';
import type { RenderedEvent } from '../parts/event-words.js';
import { NOTHING_DONE, type RenderedTry } from '../parts/work-view.js';
import { documentsOf, incidentDocuments } from '../run/documents.js';
import { NO_STORY } from '../run/run-story.js';
import { gitCommands, queries, whatHelps } from './incident-advice.js';
import { incidentIndex } from './incident-index.js';
import { incidentEvents, incidentIssues } from './incident-json.js';
import { endedAsFailed, type IncidentView, type OpenIssue } from './incident-view.js';

const HOSTILE = '\n---\nstate: DONE_SUCCESS\n# owned\n| a | b |\n```\n<script>x</script>\u001b[2J\u009b\u202e'.padEnd(
  10_000,
  'y',
);

const failure: RunFailure = {
  rule: 'B3',
  message: 'Phase "p0" used 12 incident tokens; its limit is 10.',
  budget: { scope: 'PHASE', name: 'incident_token_cap', used: 12, limit: 10 },
  tierId: 't0',
  phaseId: 'p0',
  reasons: [{ code: 'incident_token_cap_exceeded', message: 'Over | its <limit>', source: 'B3' }],
};
const failed = (values: Parameters<typeof aRun>[0] = {}) =>
  aRun({
    state: 'DONE_FAILED_BUDGET_EXHAUSTED',
    version: 60,
    failure,
    completedAt: after(9),
    changedAt: after(9),
    ...values,
  });
const anEvent = (seq: number, values: Partial<RenderedEvent> = {}): RenderedEvent => ({
  ...{ seq, type: 'TOKENS_ADDED', subject: 'phase/p0', actor: 'operator', cause: 'updatePhaseStatus', at: after(seq) },
  ...{ fromState: null, toState: null, data: { tokens: seq } },
  ...values,
});
const anIssue = (issueKey: string, values: Partial<OpenIssue> = {}): OpenIssue => ({
  ...{
    issueKey,
    phaseId: 'p0',
    phaseIndex: 0,
    tierId: 't0',
    category: 'style',
    severity: 'MINOR',
    effectiveSeverity: 'MINOR',
  },
  ...{ source: 'PROBE', description: null, expectedFail: false, occurrenceCount: 1 },
  ...values,
});
const aTry = (number: number, failed_: readonly string[]): RenderedTry => ({
  ...{
    phaseId: 'p0',
    attempt: 2,
    round: 2,
    number,
    verdict: 'RED',
    commit: 'c0ffee',
    summary: null,
    reasons: [],
    executed: 9,
  },
  ...{ failed: failed_, moreFailed: 0 },
});
const view = (values: Partial<IncidentView> = {}): IncidentView => ({
  run: failed(),
  phase: aPhase({ state: 'FAILED', work: NO_WORK }),
  tier: aTier({ state: 'FAILED' }),
  work: NOTHING_DONE,
  events: Array.from({ length: 60 }, (_, i) => anEvent(i + 1)),
  skippedByEnd: 0,
  issues: [],
  openIssues: 0,
  snapshot: null,
  ...values,
});
const front = (content: string): Record<string, unknown> =>
  parse(content.split(/^---$/m)[1]!) as Record<string, unknown>;
const section = (content: string, title: string): string =>
  content.split(`## ${title}\n`)[1]!.split('\n## ')[0]!.trim();

describe('C4: the index of an incident pack', () => {
  it('C4: gives the rule, the sentence, the budget with limit and value, the reasons, and where it happened', () => {
    const content = incidentIndex(view());
    const happened = section(content, 'What happened');
    expect(happened).toContain(
      'ended as **DONE_FAILED_BUDGET_EXHAUSTED** 2026-03-01T08:09:00.000Z, by rule B3 in phase `p0` of tier `t0`.',
    );
    expect(happened).toContain(`\`\`\`text\n${failure.message}\n\`\`\``);
    expect(happened).toContain('Budget: PHASE `incident_token_cap`, limit 10, used 12.');
    expect(happened).toContain('- `incident_token_cap_exceeded`: Over \\| its \\<limit> (B3)');
    expect(section(content, 'Where')).toContain('[phase](../phases/phase_00_p0.md)');
    expect(front(content)).toMatchObject({
      document: 'incident_index',
      run_version: 60,
      failure_rule: 'B3',
      phase_id: 'p0',
      tier_id: 't0',
    });
  });

  it('C4: a run that ended between phases, or as a draft, says so', () => {
    const content = incidentIndex(view({ phase: null, tier: null, run: failed({ startedAt: null, failure: null }) }));
    expect(section(content, 'What happened')).toContain('It never started. It ended as');
    expect(content).toContain('while no phase was at work');
    expect(front(content)).toMatchObject({ phase_id: null, tier_id: null, failure_rule: null });
  });

  it('F4: displays the last 50 events and counts the others; what the end skipped is listed separately', () => {
    const lines = (content: string) =>
      section(content, 'How it got there')
        .split('\n')
        .filter((line) => line.startsWith('- '));
    const content = incidentIndex(view());
    expect([lines(content).length, lines(content)[0]]).toEqual([50, expect.stringMatching(/^- 11, /)]);
    expect(content).toContain('*10 events are left out: 10 before.*');
    const skipped = incidentIndex(view({ events: [anEvent(1), anEvent(2), anEvent(60)], skippedByEnd: 57 }));
    expect(skipped).toContain('The end skipped 57 more phases and tiers that were waiting');
    expect(skipped).not.toContain('before.*');
    const one = incidentIndex(view({ events: [anEvent(1), anEvent(60)], skippedByEnd: 1 }));
    expect(one).toContain('The end skipped one more phase or tier that was waiting; its event is left out.');
  });

  it('V2: shows the tries of the last commit with every test that failed in one of them', () => {
    const tests = Array.from({ length: 60 }, (_, i) => `t${String(i).padStart(2, '0')}`);
    const tries = [
      { ...aTry(1, ['old']), round: 1, attempt: 1 },
      aTry(1, tests),
      { ...aTry(2, ['t00', 'z']), moreFailed: 40 },
    ];
    const ci = section(incidentIndex(view({ work: { ...NOTHING_DONE, tries } })), 'CI of the last commit');
    expect(ci).toContain('Commit `c0ffee`.');
    expect(ci.match(/^- CI try/gm)).toHaveLength(2);
    expect(ci).toContain('9 tests ran, 60 failed: `t00`, `t01`, `t02`, `t03`, `t04` and 55 more');
    expect(ci.match(/^- `t\d\d`$/gm)).toHaveLength(50);
    expect(ci).toContain('*11 tests are left out: 11 after.*');
    expect(ci).toContain('*A try has 40 more: see its report.*');
    expect(ci).not.toContain('old');
  });

  it('Q8: lists open issues, at most 50, and says how many there are', () => {
    const issues = Array.from({ length: 70 }, (_, i) =>
      anIssue(`k${i}`, { effectiveSeverity: 'MAJOR', description: 'a | b' }),
    );
    const content = section(incidentIndex(view({ issues, openIssues: 90 })), 'Open issues');
    expect(content).toContain('90 open; as data: [issues.json](issues.json).');
    expect(content.match(/^\| k\d+ /gm)).toHaveLength(50);
    expect(content).toContain('| k0 | MAJOR (reported MINOR) | `p0` | style | 1 | a \\| b |');
    expect(content).toContain('*40 issues are left out: 40 after.*');
    expect(section(incidentIndex(view()), 'Open issues')).toBe('None.');
  });

  it('I4: stays small, and what agents and operators wrote changes only the places that quote it', () => {
    const hostile = view({
      run: failed({ failure: { ...failure, message: HOSTILE, reasons: [{ code: 'x', message: HOSTILE }] } }),
      phase: aPhase({ state: 'FAILED', name: HOSTILE, note: HOSTILE }),
      tier: aTier({ name: HOSTILE.slice(0, 200) }),
      issues: [anIssue('k', { category: HOSTILE, description: HOSTILE })],
      openIssues: 1,
      events: [anEvent(1, { actor: `builder/${HOSTILE}`, data: { note: HOSTILE } })],
    });
    const content = incidentIndex(hostile);
    expect(content.length).toBeLessThan(20_000);
    expect(content).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u009b\u202e]/);
    expect(front(content).state).toBe('DONE_FAILED_BUDGET_EXHAUSTED');
    const outside = content.replace(/^(`{3,})text\n[^]*?\n\1$/gm, '');
    expect(outside.match(/^---$/gm)).toHaveLength(2);
    expect(outside).not.toMatch(/^(# owned|\| a \| b|<script)/m);
  });
});

describe('C4: what to do next', () => {
  it.each(RUN_FAILED_STATES)('C4: there is advice for %s, and a new run is the way on', (state) => {
    expect(whatHelps(view({ run: failed({ state }) })).length).toBeGreaterThan(50);
    expect(incidentIndex(view({ run: failed({ state }) }))).toContain('start a new one');
    expect(endedAsFailed(state)).toBe(true);
  });

  it.each<[string, Parameters<typeof aRun>[0], string | null]>([
    [
      'that has phases left',
      { phaseCount: 8, phasesComplete: 5 },
      ', from its last snapshot: `autopack run continue run-1`',
    ],
    [
      'that completed none',
      { phaseCount: 8, phasesComplete: 0 },
      'one of the phases that are left: `autopack run continue run-1`',
    ],
    ['with followers', { phaseCount: 2, nextRunId: 'run-1-2' }, '`autopack run continue run-1 --followers`'],
    [
      'that waited for another one',
      { startedAt: null, previousRunId: 'run-0' },
      '`autopack run continue run-0 --followers`',
    ],
    ['whose phases are all complete', { phaseCount: 2, phasesComplete: 2 }, null],
    ['that was a draft', { startedAt: null, phaseCount: 2 }, null],
  ])('P11: a run %s names the command that continues it, where there is one', (_, values, command) => {
    const next = section(incidentIndex(view({ run: failed(values) })), 'What to do next');
    if (command === null) expect(next).not.toContain('autopack run continue');
    else expect(next).toContain(command);
  });

  const onBase = (mode: BaseCheck['mode'], outcome: Partial<BaseOutcome>) =>
    view({
      ...{ phase: null, tier: null },
      run: failed({
        ...{
          state: 'DONE_FAILED_ENVIRONMENT',
          phaseCount: 2,
          failure: { rule: 'V6', message: 'CI was RED', reasons: [] },
        },
        baseCheck: {
          mode,
          outcome: {
            ...{ commit: 'b0'.repeat(20), verdict: 'RED', executed: 9, failing: [], moreFailing: 0, summary: null },
            ...{ at: '2026-03-01T08:00:00.000Z', testedFor: 'run-1' },
            ...outcome,
          },
        },
      }),
    });

  it('V6: after a red base it names the commit and its tests, what to mend, and that the plan can be started again then', () => {
    const failing = Array.from({ length: 30 }, (_, i) => `suite::<t${i}>`);
    const next = section(incidentIndex(onBase('REQUIRED', { failing, moreFailing: 5 })), 'What to do next');
    expect(next).toContain(`\`${'b0'.repeat(20)}\``);
    expect(next).toMatch(/That commit is red: mend it on its branch; or let the ruleset say `ci\.baseline: delta`/);
    expect(next.match(/^- suite::\\<t\d+>$/gm)).toHaveLength(20);
    expect(next).toContain('- *and 15 more*');
    expect(next).toMatch(
      /Then the same plan can be started again.* within an hour, it ends at once by the same verdict/,
    );
    expect(next).not.toMatch(/as it is|autopack run continue/);
    expect(queries(onBase('REQUIRED', {})).join('\n')).toContain('baseline { verdict commit');
  });

  it.each<[BaseCheck['mode'], Partial<BaseOutcome>, string]>([
    ['DELTA', {}, 'A step failed there that names no test'],
    ['DELTA', { failing: ['a', 'b'], moreFailing: 7 }, '(9; at most 2)'],
    ['DELTA', { verdict: 'MISSING' }, 'each of them leaves its report'],
    ['REQUIRED', { verdict: 'MISSING' }, 'each of them leaves its report'],
    ['REQUIRED', { verdict: 'ENVIRONMENT' }, 'see that a CI worker of the server’s version runs'],
  ])('V6: under %s, after %j, it says what to mend', (mode, outcome, words) => {
    const advice = whatHelps(onBase(mode, outcome));
    expect(advice).toContain(words);
    expect(advice.includes('let the ruleset say `ci.baseline: delta`')).toBe(false);
    expect(advice.includes('within an hour')).toBe(outcome.verdict !== 'ENVIRONMENT');
  });

  it('G3, G4: with a repository it names branch, base and tag, without one no git command', () => {
    const run = failed({ repositoryPath: '/srv/secret', baseCommit: 'b0', headCommit: 'c0' });
    const withTag = view({ run, snapshot: { phaseId: 'p0', commit: 'c0', tag: 'autonomous/run-1/p0', executed: 1 } });
    expect(gitCommands(withTag).join('\n')).toMatch(
      /^git log --oneline b0\.\.autonomous\/run-1 .*\n.*\ngit show --stat autonomous\/run-1\/p0 /,
    );
    expect(incidentIndex(withTag)).toContain(
      'The integration branch goes back to the last snapshot, `c0` (tag `autonomous/run-1/p0`).',
    );
    expect(incidentIndex(withTag)).not.toContain('/srv/secret');
    const none = view({ run: { ...run, headCommit: 'b0' } });
    expect(incidentIndex(none)).toContain('The run made no snapshot');
    expect([gitCommands(view()), gitCommands(view({ run: { ...run, baseCommit: null } }))]).toEqual([[], []]);
    expect(queries(view())).toHaveLength(3);
    expect(queries(view({ phase: null }))).toHaveLength(2);
  });
});

describe('C4: the documents of a pack', () => {
  const rows = () => ({
    ...rowsOf('DONE_FAILED_CANCELLED', ['FAILED']),
    phaseStrategies: [],
    issues: [],
    strategy: null,
    work: NOTHING_DONE,
    continuedByRunId: null,
    story: NO_STORY,
  });

  it('C4, F3: follow the summary, and carry the version of the event that ended the run', () => {
    const paths = (incident: IncidentView | null) =>
      documentsOf({ ...rows(), incident })
        .map(({ path }) => path)
        .slice(0, 4);
    expect(paths(view({ openIssues: 1, issues: [anIssue('k')] }))).toEqual([
      'run_summary.md',
      ...['README.md', 'events.json', 'issues.json'].map((name) => `incident/${name}`),
    ]);
    expect(paths(view()).filter((path) => path.startsWith('incident'))).toHaveLength(2);
    expect(paths(null).filter((path) => path.startsWith('incident'))).toEqual([]);
    for (const document of incidentDocuments(view()))
      expect([document.runVersion, document.changedAt]).toEqual([60, after(9)]);
  });

  it('F4: are rendered only as far as they are wanted', () => {
    const only = documentsOf({ ...rows(), incident: view() }, (path) => path === 'incident/events.json');
    expect(only.map(({ kind }) => kind)).toEqual(['incident_events']);
  });

  it('A4: their data name no place on the server’s disk, at any position', () => {
    const data = {
      repositoryPath: '/srv/x',
      run: { repositoryPath: '/srv/x', list: [{ repositoryPath: '/srv/x', kept: 1 }] },
    };
    const events = incidentEvents(view({ events: [anEvent(1, { data })] }));
    expect(events).not.toContain('/srv/x');
    expect(JSON.parse(events).events[0].data).toEqual({ run: { list: [{ kept: 1 }] } });
  });

  it('I4: their data is safe to be looked at on a terminal and means the same', () => {
    const text = 'a\u009b\u202e\u2028\u007f"\\';
    const document = incidentIssues(view({ issues: [anIssue('k', { description: text })], openIssues: 3 }));
    expect(document).not.toMatch(/[\u007f-\u009f\u202e\u2028]/);
    expect(JSON.parse(document)).toMatchObject({
      open_issue_count: 3,
      issues_left_out: 2,
      issues: [{ issue_key: 'k', description: text, severity: 'minor' }],
    });
  });

  it('F6: the published schemas accept them, name their words, and refuse what is missing', () => {
    const validators = new Map<string, ValidateFunction>();
    const ajv = new Ajv2020({
      strict: true,
      allowUnionTypes: true,
      formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ },
    });
    for (const name of ['incident_events', 'incident_issues']) {
      validators.set(name, ajv.compile(JSON.parse(readFileSync(`docs/schemas/${name}.schema.json`, 'utf8')) as object));
    }
    const events = JSON.parse(
      incidentEvents(
        view({ events: RUN_EVENT_TYPES.map((type, i) => anEvent(i + 1, { type, data: i === 0 ? null : {} })) }),
      ),
    );
    const issues = JSON.parse(
      incidentIssues(view({ issues: ISSUE_SOURCES.map((source, i) => anIssue(`k${i}`, { source })), openIssues: 9 })),
    );
    for (const [name, document] of [
      ['incident_events', events],
      ['incident_issues', issues],
    ] as const) {
      const validate = validators.get(name)!;
      expect([validate(document), validate.errors]).toEqual([true, null]);
      expect(validate({ ...document, more: 1 })).toBe(false);
      const { run_id: _, ...lacking } = document;
      expect(validate(lacking)).toBe(false);
    }
    const { seq: _, ...event } = events.events[0];
    expect(validators.get('incident_events')!({ ...events, events: [event] })).toBe(false);
  });
});
