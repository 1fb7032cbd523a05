import { readFileSync } from 'node:fs';

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';

import { after, aPhase, aRun, rowsOf } from '../../../../test/support/domain/builders.js';
import { processorMs } from '../../../../test/support/processor-time.js';
import type { PhaseIssue } from '../../model/issue.js';
import { COMPLEXITIES, ISSUE_SOURCES, SEVERITIES } from '../../model/vocabulary.js';
import { NOTHING_DONE } from '../parts/work-view.js';
import { documentsOf, holdsAllIssueFiles, type RunRows, viewOf } from './documents.js';
import {
  backlogPieces,
  type BacklogView,
  phaseIssuesDocument,
  type RenderedEntry,
  runIndexDocument,
} from './issue-documents.js';
import { rulesetFile } from './project-documents.js';
import { NO_STORY } from './run-story.js';

const anIssue = (issueKey: string, values: Partial<PhaseIssue> = {}): PhaseIssue => ({
  runId: 'run-1',
  phaseId: 'p0',
  issueKey,
  tierId: 't0',
  category: 'style',
  severity: 'MINOR',
  effectiveSeverity: 'MINOR',
  source: 'PROBE',
  description: null,
  taskCategory: null,
  complexity: null,
  expectedFail: false,
  occurrenceCount: 1,
  evidenceRefs: [],
  firstSeenRun: 'run-0',
  lastSeenRun: 'run-1',
  open: true,
  reportedAttempt: 1,
  firstSeenAt: after(3),
  lastSeenAt: after(3),
  ...values,
});

const anEntry = (issueKey: string, values: Partial<RenderedEntry> = {}): RenderedEntry => ({
  issueKey,
  category: 'style',
  baseSeverity: 'MINOR',
  occurrenceCount: 4,
  ageInRuns: 1,
  ageInTiers: 1,
  firstSeenRunId: 'run-0',
  lastSeenRunId: 'run-1',
  lastSeenAt: after(3),
  resolved: false,
  ...values,
});

const backlogDocument = (view: BacklogView): string => [...backlogPieces(view)].join('');

const withIssues = (): RunRows => {
  const rows = rowsOf('GATE', ['COMPLETE GATE', 'QUEUED'], { run: { issuesVersion: 12, issuesAt: after(12) } });
  const phases = rows.phases.map((phase, i) =>
    i === 2 ? phase : { ...phase, issuesVersion: 10 + i, issuesAt: after(10 + i) },
  );
  const issues = [anIssue('b'), anIssue('a'), anIssue('a', { phaseId: 'p1', occurrenceCount: 2 })];
  const strategy = {
    runId: 'run-1',
    version: 1,
    hash: 'abc',
    document: '{"b":1,"a":[]}',
    shownVersion: 1,
    shownAt: after(0),
  };
  return {
    ...rows,
    phases,
    phaseStrategies: [],
    issues,
    strategy,
    work: NOTHING_DONE,
    incident: null,
    continuedByRunId: null,
    story: NO_STORY,
  };
};

describe('the issue file of a phase', () => {
  it('F6: has the keys of issues in snake_case and its words in lower case', () => {
    const phase = aPhase({ issuesVersion: 7, issuesAt: after(7), majorIssuesCount: 1, minorIssuesCount: 2 });
    const full = anIssue('style__x', {
      severity: 'MAJOR',
      effectiveSeverity: 'MAJOR',
      source: 'STATIC_CHECK',
      description: 'A\nb',
      taskCategory: 'docs',
      complexity: 'HIGH',
      evidenceRefs: ['log:1'],
      open: false,
    });
    expect(JSON.parse(phaseIssuesDocument({ phase, issues: [full] }))).toEqual({
      run_version: 7,
      run_id: 'run-1',
      phase_id: 'p0',
      tier_id: 't0',
      issues: [
        {
          issue_key: 'style__x',
          category: 'style',
          severity: 'major',
          effective_severity: 'major',
          source: 'static_check',
          description: 'A\nb',
          task_category: 'docs',
          complexity: 'high',
          expected_fail: false,
          occurrence_count: 1,
          evidence_refs: ['log:1'],
          first_seen_run: 'run-0',
          last_seen_run: 'run-1',
          open: false,
        },
      ],
      minor_issue_count: 2,
      major_issue_count: 1,
      issue_state: 'has_major_issues',
    });
  });

  it('F1: lists issues by key, in whatever order the rows come', () => {
    const phase = aPhase({ issuesVersion: 7, issuesAt: after(7) });
    const text = (keys: string[]) => phaseIssuesDocument({ phase, issues: keys.map((key) => anIssue(key)) });
    expect(text(['b', '10', 'a', '9'])).toBe(text(['9', 'a', '10', 'b']));
    expect([...text(['b', '10', 'a', '9']).matchAll(/"issue_key": "(.+)"/g)].map((match) => match[1])).toEqual([
      '10',
      '9',
      'a',
      'b',
    ]);
  });
});

describe('the documents of a run with issues', () => {
  it('Q2: has a file for each phase with issues and the index, and the strategy', () => {
    expect(documentsOf(withIssues()).map(({ path, kind, runVersion }) => `${kind} ${path} ${runVersion}`)).toEqual([
      'run_summary run_summary.md 40',
      'tier_summary tiers/tier_00_Tier_t0.md 1',
      'tier_summary tiers/tier_01_Tier_t1.md 1',
      'phase_summary phases/phase_00_p0.md 1',
      'phase_summary phases/phase_01_p1.md 1',
      'phase_summary phases/phase_02_p2.md 1',
      'phase_issues issues/phase_00_p0_issues.json 10',
      'phase_issues issues/phase_01_p1_issues.json 11',
      'run_issue_index issues/run_issue_index.json 12',
      'strategy project_implementation_strategy_v1.json 1',
    ]);
  });

  it('F6: the index is by key, the strategy is beside its hash', () => {
    const documents = documentsOf(withIssues());
    const json = (kind: string) =>
      JSON.parse(documents.find((document) => document.kind === kind)!.content) as Record<string, any>;
    expect(json('run_issue_index')).toMatchObject({
      run_version: 12,
      run_id: 'run-1',
      issues_by_key: {
        a: {
          occurrence_count: 3,
          first_phase_index: 0,
          last_phase_index: 1,
          seen_in_tiers: ['t0'],
          seen_in_phases: ['p0', 'p1'],
        },
        b: { occurrence_count: 1, seen_in_phases: ['p0'] },
      },
    });
    expect(json('strategy')).toEqual({ run_version: 1, run_id: 'run-1', hash: 'abc', strategy: { a: [], b: 1 } });
  });

  it('F3: an issue of another phase shows in the index and in its own file only', () => {
    const rows = withIssues();
    const before = documentsOf(rows);
    const later = documentsOf({ ...rows, issues: [...rows.issues, anIssue('c', { phaseId: 'p1' })] });
    expect(later.filter((document, i) => document.content !== before[i]!.content).map(({ path }) => path)).toEqual([
      'issues/phase_01_p1_issues.json',
      'issues/run_issue_index.json',
    ]);
  });

  it('S9: a draft has none of them', () => {
    const rows = withIssues();
    expect(documentsOf({ ...rows, run: { ...rows.run, state: 'PLAN_BOOTSTRAP' } }).map(({ path }) => path)).toEqual([
      'run_summary.md',
    ]);
  });

  it('F2: a view knows whether it holds all issue files', () => {
    const view = viewOf(withIssues());
    expect(holdsAllIssueFiles(view)).toBe(true);
    expect(holdsAllIssueFiles({ ...view, phaseIssues: view.phaseIssues.slice(1) })).toBe(false);
    expect(holdsAllIssueFiles({ ...view, runIndex: null })).toBe(false);
  });
});

describe('the backlog file', () => {
  it('F6: is by key, with the status that the thresholds give', () => {
    const entries = [
      anEntry('z', { ageInRuns: 3 }),
      anEntry('10', { resolved: true }),
      anEntry('9', { baseSeverity: 'MAJOR' }),
    ];
    const text = backlogDocument({ projectId: 'web', thresholds: { runs: 3, tiers: 2 }, entries });
    expect([...text.matchAll(/^ {4}"(.+)": \{$/gm)].map((match) => match[1])).toEqual(['10', '9', 'z']);
    expect(JSON.parse(text)).toMatchObject({
      project_id: 'web',
      issues_by_key: {
        '10': { status: 'resolved' },
        '9': { status: 'open', base_severity: 'major' },
        z: {
          category: 'style',
          base_severity: 'minor',
          status: 'needs_cleanup',
          age_in_runs: 3,
          age_in_tiers: 1,
          occurrence_count: 4,
          first_seen_run_id: 'run-0',
          last_seen_run_id: 'run-1',
          last_seen_at: '2026-03-01T08:03:00.000Z',
        },
      },
    });
  });

  it('F2: of 100,000 entries is rendered in seconds', () => {
    const entries = Array.from({ length: 100_000 }, (_, i) => anEntry(`key__${i}`));
    let text = '';
    const spent = processorMs(
      () => (text = backlogDocument({ projectId: 'web', thresholds: { runs: 3, tiers: 2 }, entries })),
    );
    expect(spent).toBeLessThan(10_000);
    expect(text.length).toBeGreaterThan(20_000_000);
  });
});

it('P1: a ruleset file is the document as it was given', () => {
  expect(rulesetFile({ version: 3, document: '{"safetyProfile":"normal", "aging": {}}' })).toEqual({
    path: 'project_ruleset_v3.json',
    content: '{\n  "safetyProfile": "normal",\n  "aging": {}\n}\n',
  });
});

describe('the published schemas', () => {
  const schemaOf = (name: string) =>
    JSON.parse(readFileSync(`docs/schemas/${name}.schema.json`, 'utf8')) as Record<string, any>;
  const validators = new Map<string, ValidateFunction>();
  beforeAll(() => {
    const ajv = new Ajv2020({
      strict: true,
      allowUnionTypes: true,
      formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ },
    });
    for (const name of ['phase_issues', 'run_issue_index', 'project_issue_backlog'])
      validators.set(name, ajv.compile(schemaOf(name)));
  });
  const faults = (name: string, document: unknown) => {
    const validate = validators.get(name)!;
    return validate(document) ? [] : validate.errors!.map((error) => `${error.instancePath} ${error.message}`);
  };

  const key = fc.stringMatching(/^[a-z0-9][a-z0-9_.:-]{0,40}$/);
  const severity = fc.constantFrom(...SEVERITIES);
  const issue = fc.record({
    issueKey: key,
    severity,
    effectiveSeverity: severity,
    source: fc.constantFrom(...ISSUE_SOURCES),
    complexity: fc.option(fc.constantFrom(...COMPLEXITIES)),
    description: fc.option(fc.string({ unit: 'grapheme' })),
    taskCategory: fc.option(fc.string()),
    expectedFail: fc.boolean(),
    open: fc.boolean(),
    occurrenceCount: fc.integer({ min: 1 }),
    evidenceRefs: fc.uniqueArray(fc.string(), { maxLength: 50 }),
  });
  const issues = fc.uniqueArray(issue, { selector: ({ issueKey }) => issueKey, maxLength: 6 });

  it('F6: accept whatever is rendered', () => {
    fc.assert(
      fc.property(issues, fc.nat(3), fc.nat(3), (made, minorIssuesCount, majorIssuesCount) => {
        const rows = made.map(({ issueKey, ...values }) => anIssue(issueKey, values));
        const phase = aPhase({ issuesVersion: 1, issuesAt: after(1), minorIssuesCount, majorIssuesCount });
        expect(faults('phase_issues', JSON.parse(phaseIssuesDocument({ phase, issues: rows })))).toEqual([]);
        const placed = rows.map((row, i) => ({ ...row, phaseIndex: i, phaseId: `p${i}`, tierIndex: 0 }));
        const run = aRun({ issuesVersion: 2, issuesAt: after(1) });
        expect(faults('run_issue_index', JSON.parse(runIndexDocument({ run, issues: placed })))).toEqual([]);
        const entries = rows.map((row, i) =>
          anEntry(row.issueKey, { baseSeverity: row.severity, ageInRuns: i, ageInTiers: 0, resolved: row.open }),
        );
        const backlog = backlogDocument({ projectId: 'web', thresholds: { runs: 3, tiers: 2 }, entries });
        expect(faults('project_issue_backlog', JSON.parse(backlog))).toEqual([]);
      }),
    );
  });

  it('F6: refuse what is not in them, and what is missing', () => {
    const phase = aPhase({ issuesVersion: 1, issuesAt: after(1) });
    const good = JSON.parse(phaseIssuesDocument({ phase, issues: [anIssue('a')] })) as Record<string, any>;
    expect(faults('phase_issues', { ...good, more: 1 })).toHaveLength(1);
    expect(faults('phase_issues', { ...good, issue_state: 'HAS_MINOR_ISSUES' })).toHaveLength(1);
    expect(faults('phase_issues', { ...good, issues: [{ ...good.issues[0], more: 1 }] })).toHaveLength(1);
    const { open: _, ...lacking } = good.issues[0] as Record<string, unknown>;
    expect(faults('phase_issues', { ...good, issues: [lacking] })).toHaveLength(1);
    expect(
      faults('run_issue_index', { run_version: 1, run_id: 'r', issues_by_key: { 'A b': {} } }).length,
    ).toBeGreaterThan(0);
    expect(faults('project_issue_backlog', { project_id: 'p', issues_by_key: {}, run_version: 1 })).toHaveLength(1);
  });

  it('Q1: name the words of the vocabularies', () => {
    const { issue: schema } = schemaOf('phase_issues').$defs as {
      issue: { properties: Record<string, { enum: unknown[] }> };
    };
    const lower = (words: readonly string[]) => words.map((word) => word.toLowerCase());
    expect(schema.properties.source!.enum).toEqual(lower(ISSUE_SOURCES));
    expect(schema.properties.severity!.enum).toEqual(lower(SEVERITIES));
    expect(schema.properties.complexity!.enum).toEqual([...lower(COMPLEXITIES), null]);
  });
});
