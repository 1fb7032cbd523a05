import { parse } from 'yaml';

import { after, aPhase, aTier, rowsOf as factsOf } from '../../../../test/support/domain/builders.js';
import type { PhaseFacts, RunFailure } from '../../model/facts.js';
import { NOTHING_DONE } from '../parts/work-view.js';
import { type Document, documentsOf, renderDocuments, type RunRows, viewOf } from './documents.js';
import { NO_STORY } from './run-story.js';

const front = (document: Document): Record<string, unknown> =>
  parse(document.content.split(/^---$/m)[1]!) as Record<string, unknown>;
const linesOf = (content: string, start: string): string[] =>
  content.split('\n').filter((line) => line.startsWith(start));

const rowsOf = (...given: Parameters<typeof factsOf>): RunRows => ({
  ...factsOf(...given),
  phaseStrategies: [],
  issues: [],
  strategy: null,
  work: NOTHING_DONE,
  incident: null,
  continuedByRunId: null,
  story: NO_STORY,
});
const mixed = () => rowsOf('GATE', ['COMPLETE GATE', 'QUEUED']);
const documents = (rows = mixed()): Document[] => documentsOf(rows);

describe('the documents of a run', () => {
  it('are in plan order behind the summary', () => {
    expect(documents().map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      'run_summary run_summary.md',
      'tier_summary tiers/tier_00_Tier_t0.md',
      'tier_summary tiers/tier_01_Tier_t1.md',
      'phase_summary phases/phase_00_p0.md',
      'phase_summary phases/phase_01_p1.md',
      'phase_summary phases/phase_02_p2.md',
    ]);
  });

  it('are rendered with the summary last, so that a new summary proves new files', () => {
    expect([...renderDocuments(viewOf(mixed()))].at(-1)?.path).toBe('run_summary.md');
  });

  it('are rendered only as far as they are wanted', () => {
    expect(documentsOf(mixed(), (path) => path.endsWith('p1.md')).map(({ path }) => path)).toEqual([
      'phases/phase_01_p1.md',
    ]);
  });

  it('of a draft are its summary only (S9), of a run that ended as a draft all', () => {
    expect(documents(rowsOf('PLAN_BOOTSTRAP', ['QUEUED'])).map(({ path }) => path)).toEqual(['run_summary.md']);
    expect(documents(rowsOf('DONE_FAILED_CANCELLED', ['SKIPPED']))).toHaveLength(3);
  });

  it('are the same bytes for the same rows (F1)', () => {
    expect(documents()).toEqual(documents());
  });

  it('carry the version and the instant of what they show (F3)', () => {
    const rows = mixed();
    const phases = rows.phases.map((phase, i) => ({ ...phase, shownVersion: 30 + i, shownAt: after(30 + i) }));
    const all = documentsOf({ ...rows, phases });
    for (const document of all) {
      expect(front(document)).toMatchObject({
        document: document.kind,
        run_version: document.runVersion,
        run_id: 'run-1',
      });
      expect(front(document).changed_at).toBe(document.changedAt.toISOString());
    }
    expect(all.map((document) => document.runVersion)).toEqual([40, 1, 1, 30, 31, 32]);
  });
});

describe('what a document shows (F3, F4)', () => {
  const rows = mixed();
  const changed = (change: (phase: PhaseFacts) => PhaseFacts): string[] => {
    const before = documents(rows);
    const later = documentsOf({ ...rows, phases: rows.phases.map(change) });
    return later.filter((document, i) => document.content !== before[i]!.content).map(({ path }) => path);
  };

  it('a phase shows in its own document and in its tier, never in the summary', () => {
    const moved = changed((phase) => (phase.phaseId === 'p1' ? { ...phase, state: 'CI_RUNNING' } : phase));
    expect(moved).toEqual(['tiers/tier_00_Tier_t0.md', 'phases/phase_01_p1.md']);
  });

  it('a tier shows in its own document and in the summary, never in a phase', () => {
    const before = documents(rows);
    const tiers = rows.tiers.map((tier) => (tier.tierId === 't1' ? { ...tier, tokensUsed: 5 } : tier));
    const later = documentsOf({ ...rows, tiers });
    expect(later.filter((document, i) => document.content !== before[i]!.content).map(({ path }) => path)).toEqual([
      'run_summary.md',
      'tiers/tier_01_Tier_t1.md',
    ]);
  });

  it('the run shows in the summary only', () => {
    const before = documents(rows);
    const later = documentsOf({ ...rows, run: { ...rows.run, version: 41, changedAt: after(99), tokensUsed: 77 } });
    expect(later.filter((document, i) => document.content !== before[i]!.content).map(({ path }) => path)).toEqual([
      'run_summary.md',
    ]);
  });

  it('lists stop at 50 lines and say what is left out', () => {
    const large = rowsOf('PHASE_EXECUTION', [
      'COMPLETE '.repeat(100) + 'QUEUED '.repeat(100),
      ...Array.from({ length: 80 }, () => 'QUEUED'),
    ]);
    const [summary, tier] = documents(large);
    expect(linesOf(summary!.content, '| ').filter((line) => /^\| \d+ \|/.test(line))).toHaveLength(50);
    expect(summary!.content).toContain('*31 tiers are left out: 31 after.*');
    expect(linesOf(tier!.content, '| ').filter((line) => /^\| \d+ \|/.test(line))).toHaveLength(50);
    expect(tier!.content).toContain('*150 phases are left out: 75 before, 75 after.*');
    expect(tier!.content).toContain('| 100 | `p100` |');
    expect(tier!.content).toContain('100 of 200 phases ended');
  });

  it('lists of a phase stop at 50 lines too', () => {
    const entries = Array.from({ length: 100 }, (_, i) => `entry ${i}`);
    const phase = aPhase({ acceptanceCriteria: entries, allowedPaths: entries });
    const document = documentsOf({ ...rows, tiers: [aTier()], phases: [phase] }).at(-1)!;
    expect(linesOf(document.content, '- entry')).toHaveLength(50);
    expect(linesOf(document.content, '- `entry')).toHaveLength(50);
    expect(document.content).toContain('*50 criteria are left out: 50 after.*');
  });
});

describe('the summary of a run', () => {
  const failure: RunFailure = {
    rule: 'B3',
    message: 'Phase "p1" used 12 incident tokens; its limit is 10.',
    budget: { scope: 'PHASE', name: 'incident_token_cap', used: 12, limit: 10 },
    tierId: 't0',
    phaseId: 'p1',
    reasons: [{ code: 'incident_token_cap_exceeded', message: 'Over | its <limit>', source: 'B3' }],
  };

  it('shows budgets as used/limit and the deadline instead of minutes that pass', () => {
    const { content } = documents()[0]!;
    expect(content).toContain('| Tokens | `token_cap` | 0/5000000 |');
    expect(content).toContain('| Phases | `max_phases` | 3/25 |');
    expect(content).toContain('2026-03-01T10:00:00.000Z');
    expect(content).not.toContain('max_duration_minutes:\n');
  });

  it('says why a run failed: rule, sentence, budget and reasons', () => {
    const { content } = documents(rowsOf('DONE_FAILED_BUDGET_EXHAUSTED', ['FAILED'], { run: { failure } }))[0]!;
    expect(content).toContain('Rule B3, tier `t0`, phase `p1`.');
    expect(content).toContain(`\`\`\`text\n${failure.message}\n\`\`\``);
    expect(content).toContain('Budget: PHASE `incident_token_cap` 12/10.');
    expect(content).toContain('- `incident_token_cap_exceeded`: Over \\| its \\<limit> (B3)');
    expect(content).toContain('failure_rule: B3\nfailure_reason: incident_token_cap_exceeded');
  });

  it('shows tiers that are not clean with their reasons, in a summary and in the tier (B4)', () => {
    const [summary, tier] = documents(rowsOf('GATE', ['GATE'], { tier: { openMajorIssues: 1, openMinorIssues: 9 } }));
    expect(summary!.content).toContain(
      'NOT_CLEAN | `max_minor_issues_tolerated_exceeded`, `max_major_issues_tolerated_exceeded` |',
    );
    expect(front(summary!)).toMatchObject({
      tiers_not_clean: 1,
      debt_status: 'EXCESS_MINOR_ISSUES',
      promotion_eligible_to_main: false,
    });
    expect(tier!.content).toContain(
      '- `max_major_issues_tolerated_exceeded`: The tier used 1 major issues; its limit is 0. (B4)',
    );
  });

  it('G3, G6: names the branch, its base, its last snapshot and their number, and nothing of that without a repository', () => {
    const run = { repositoryPath: '/srv/x', baseCommit: 'b0', headCommit: null };
    const { content } = documents(rowsOf('GATE', ['COMPLETE GATE'], { run }))[0]!;
    expect(content).toContain('## Branch\n\n| Branch | Base commit | Last snapshot | Snapshots |');
    expect(content).toContain('| `autonomous/run-1` | `b0` | — | 1 |');
    expect(content).toContain(
      'integration_branch: "autonomous/run-1"\nbase_commit: b0\nhead_commit: null\nsnapshots: 1',
    );
    expect(content).not.toContain('/srv/x');
    expect(documents()[0]!.content).not.toMatch(/branch/i);
  });

  it('says when the run may be promoted (M1)', () => {
    expect(documents(rowsOf('DONE_SUCCESS', ['COMPLETE']))[0]!.content).toContain('Eligible to main.');
    expect(documents()[0]!.content).toContain('Not eligible to main.');
  });
});

it('hostile names and descriptions change only the places that quote them', () => {
  const hostile = '---\nstate: DONE_SUCCESS\n---\n# x\n| a | b |\n```\n<script>\u202e\u001b[2J';
  const rows = rowsOf('GATE', ['GATE'], {
    phase: { name: hostile, description: hostile, note: hostile, taskCategory: hostile },
  });
  const tiers = rows.tiers.map((tier) => ({ ...tier, name: hostile, description: hostile }));
  const plain = documentsOf(rows);
  for (const [i, document] of documentsOf({ ...rows, tiers }).entries()) {
    expect(front(document).state).toBe(front(plain[i]!).state);
    expect(document.content).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/);
    // Outside of fences nothing that a user wrote begins a line.
    const outside = document.content.replace(/^(`{3,})text\n[^]*?\n\1$/gm, '');
    expect(outside).not.toMatch(/^(<script>|# x$|\| a \| b)/m);
    expect(outside.match(/^---$/gm)).toHaveLength(2);
  }
});
