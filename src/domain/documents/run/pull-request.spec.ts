import { fromMarkdown } from 'mdast-util-from-markdown';

import { after, aRun, aTier } from '../../../../test/support/domain/builders.js';
import { type PhaseLine, pullRequestBody, type PullRequestView } from './pull-request.js';

const HEAD = 'a'.repeat(40);
const BASE = 'b'.repeat(40);
const phase = (phaseId: string, values: Partial<PhaseLine> = {}): PhaseLine => ({
  phaseId,
  name: `Phase ${phaseId}`,
  state: 'COMPLETE',
  commit: HEAD,
  tag: `autonomous/run-1/${phaseId}`,
  ci: 'GREEN',
  executed: 12,
  audit: null,
  ...values,
});
const TOTALS = {
  green: 1,
  flaky: 0,
  unverified: 0,
  audits: { APPROVE: 0, REVISE: 0, ESCALATE: 0 },
  openIssues: 0,
  flakyIssues: 0,
};

function view(values: Partial<PullRequestView> = {}): PullRequestView {
  return {
    run: aRun({
      state: 'DONE_SUCCESS',
      completedAt: after(30),
      phaseCount: 1,
      phasesComplete: 1,
      ciRunsUsed: 1,
      tokensUsed: 1_234,
      repositoryPath: '/srv/secret-place',
      baseCommit: BASE,
      headCommit: HEAD,
    }),
    tiers: [aTier({ state: 'COMPLETE', phasesComplete: 1, ciRunsUsed: 1 })],
    now: after(60),
    blockers: [],
    phases: [phase('p0')],
    openIssues: [],
    totals: TOTALS,
    strategy: { hash: 'f'.repeat(64), rulesetVersion: 3 },
    ...values,
  };
}

describe('M2: the text of a pull request', () => {
  test('M2: it says what the run did, from what commit to what commit, and how that was verified', () => {
    const body = pullRequestBody(view());
    expect(body).toMatch(/^# Run `run-1` of project `default`\n/);
    for (const part of [
      `ended DONE_SUCCESS at ${after(30).toISOString()}`,
      'Branch `autonomous/run-1`',
      `last snapshot \`${HEAD}\``,
      `begun at \`${BASE}\``,
      'Nothing about the run speaks against its promotion.',
      '1 of 1 phase ended: 1 complete',
      '- `p0` `Phase p0`: COMPLETE, commit `aaaaaaaaaaaa`, tag `autonomous/run-1/p0`, CI GREEN, 12 tests',
      'Of 1 complete phase, CI found 1 green. CI runs: 1.',
      'No audit gave a verdict.',
      '| Tokens | `token_cap` | 1234/5000000 |',
      'from ruleset v3',
    ])
      expect(body).toContain(part);
    expect(body).not.toContain('secret-place');
  });

  test('M2: nothing is claimed that is not recorded', () => {
    const run = { ...view().run, phaseCount: 3, phasesComplete: 2, phasesSkipped: 1 };
    const totals = { ...TOTALS, green: 0, flaky: 1, unverified: 1, flakyIssues: 1 };
    const phases = [
      phase('p0', { ci: 'FLAKY', audit: 'APPROVE' }),
      phase('p1', { ci: null, executed: null, commit: null, tag: null }),
      phase('p2', { state: 'SKIPPED', ci: null, executed: null, commit: null, tag: null }),
    ];
    const body = pullRequestBody(
      view({ run, totals: { ...totals, audits: { APPROVE: 1, REVISE: 2, ESCALATE: 0 } }, phases }),
    );
    expect(body).toContain('`p1` `Phase p1`: COMPLETE\n');
    expect(body).toContain('`p2` `Phase p2`: SKIPPED\n');
    expect(body).toContain('CI FLAKY, 12 tests, audit APPROVE');
    expect(body).toContain(
      'Of 2 complete phases, CI found 1 green; 1 of them only after another try of the same commit had failed; for 1 no green CI result is on record. Issues about tests that failed and then passed: 1.',
    );
    expect(body).toContain('Audits: 3 (1 approved, 2 asked for a revision, 0 escalated).');
    const failed = { ...run, state: 'DONE_FAILED_CANCELLED' as const, phasesComplete: 0, phasesSkipped: 3 };
    const none = pullRequestBody(view({ run: failed, totals: { ...TOTALS, green: 0 }, phases: [], strategy: null }));
    expect(none).toContain('No phase is complete.');
    expect(none).not.toMatch(/green|Strategy/);
  });

  test('M2: blockers are in it instead of a claim that there are none', () => {
    const body = pullRequestBody(
      view({ blockers: [{ code: 'tier_not_clean', message: 'Tier "t0" is not clean.', source: 'B4' }] }),
    );
    expect(body).toContain('**Against its promotion:**\n\n- `tier_not_clean`: Tier "t0" is not clean. (B4)');
    expect(body).not.toContain('Nothing about the run');
  });

  test('M2, I4: words of plans and agents are code, and neither markup, mention nor closing word', () => {
    const evil = 'x` fixes #12 @everyone <img src=x> ``` [a](javascript:b)\n\n# Approved by CI\n\u001b[31m| \u202e';
    const body = pullRequestBody(
      view({
        tiers: [aTier({ name: evil })],
        phases: [phase('p0', { name: evil })],
        openIssues: [{ issueKey: 'k', phaseId: 'p0', severity: 'MAJOR', description: evil }],
        totals: { ...TOTALS, openIssues: 1 },
      }),
    );
    const outside: string[] = [];
    const heads: string[] = [];
    const walk = (node: { type: string; value?: string; children?: unknown[] }): void => {
      if (node.type === 'heading') heads.push(JSON.stringify(node));
      if (node.type !== 'inlineCode' && node.type !== 'code' && node.value) outside.push(node.value);
      (node.children ?? []).forEach((child) => walk(child as never));
    };
    walk(fromMarkdown(body));
    expect(outside.join('\n')).not.toMatch(/fixes|everyone|img|javascript|Approved/);
    expect(heads.join('\n')).not.toContain('Approved');
    expect(body).not.toMatch(/[\u001b\u202e]/);
    expect(body).toContain('fixes #12');
  });

  test('M2: it stays below 20 kB however much there is, and says what it leaves out', () => {
    const phases = Array.from({ length: 50 }, (_, i) => phase(`p${i}`, { name: '漢'.repeat(200) }));
    const openIssues = phases.map(({ phaseId }) => ({
      issueKey: 'k',
      phaseId,
      severity: 'MINOR' as const,
      description: '字'.repeat(9_000),
    }));
    const run = { ...view().run, phaseCount: 1_000, tierCount: 400 };
    const tiers = Array.from({ length: 400 }, (_, i) => aTier({ tierId: `t${i}`, name: '漢'.repeat(200) }));
    const blocked = tiers.map(({ tierId }) => ({
      code: 'tier_not_clean',
      message: `Tier "${tierId}" ${'is not clean. '.repeat(20)}`,
    }));
    const body = pullRequestBody(
      view({ run, tiers, phases, openIssues, blockers: blocked, totals: { ...TOTALS, openIssues: 700 } }),
    );
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(20_000);
    for (const [left, noun] of [
      [390, 'reasons'],
      [390, 'tiers'],
      [990, 'phases'],
      [690, 'open issues'],
    ]) {
      expect(body).toContain(`*${left} ${noun} are not listed.*`);
    }
    expect(
      Buffer.byteLength(pullRequestBody(view({ phases: phases.map(({ phaseId }) => phase(phaseId)) }))),
    ).toBeLessThan(8_000);
  });
});
