import { after, aPhase, aRun, aTier } from '../../../../test/support/domain/builders.js';
import type { RunFacts, TierFacts } from '../../model/facts.js';
import {
  brokenBudget,
  cleanliness,
  cleanlinessReasons,
  debtStatus,
  isOver,
  isPastDeadline,
  issueState,
  leftOf,
  phaseBudgets,
  runBudgets,
  tierBudgets,
} from './budgets.js';

const atDeadline = after(120);
const justBefore = new Date(atDeadline.getTime() - 1);
const justAfter = new Date(atDeadline.getTime() + 1);

describe('"over" a cap means greater than it', () => {
  test.each([
    [9, false, 1],
    [10, false, 0],
    [11, true, 0],
  ])('B3: %d of 10 is over: %s, and %d is left', (used, over, left) => {
    const budget = { scope: 'RUN', name: 'token_cap', limit: 10, used } as const;
    expect(isOver(budget)).toBe(over);
    expect(leftOf(budget)).toBe(left);
  });
});

describe('B3: the budget that ends a run', () => {
  const within = aRun({ tokenCap: 1000, tokensUsed: 1000, maxMinorIssuesTotal: 6, minorIssuesCount: 6 });
  const phaseWithin = aPhase({ incidentTokenCap: 500, tokensUsed: 500 });

  test('B3: a run that has used up every budget exactly continues', () => {
    expect(brokenBudget(within, phaseWithin, atDeadline)).toBeNull();
    expect(brokenBudget(within, null, justBefore)).toBeNull();
  });

  test('B3: one incident token more breaks the budget of the phase', () => {
    const broken = brokenBudget(within, aPhase({ incidentTokenCap: 500, tokensUsed: 501 }), atDeadline);
    expect(broken).toEqual({ scope: 'PHASE', name: 'incident_token_cap', limit: 500, used: 501 });
  });

  test('B3: one token more breaks the budget of the run', () => {
    const broken = brokenBudget({ ...within, tokensUsed: 1001 }, phaseWithin, atDeadline);
    expect(broken).toEqual({ scope: 'RUN', name: 'token_cap', limit: 1000, used: 1001 });
  });

  test('B3: one minor issue more breaks the budget of the run', () => {
    const broken = brokenBudget({ ...within, minorIssuesCount: 7 }, phaseWithin, atDeadline);
    expect(broken).toEqual({ scope: 'RUN', name: 'max_minor_issues_total', limit: 6, used: 7 });
  });

  test('B3: one millisecond past the deadline breaks the minutes, and the value is over the limit', () => {
    const broken = brokenBudget(within, phaseWithin, justAfter);
    expect(broken).toEqual({ scope: 'RUN', name: 'max_duration_minutes', limit: 120, used: 121 });
  });

  test('B3: when several are broken, the narrowest is named: the phase, then tokens, issues, minutes', () => {
    const all = { ...within, tokensUsed: 1001, minorIssuesCount: 7 };
    const over = aPhase({ incidentTokenCap: 500, tokensUsed: 501 });
    expect(brokenBudget(all, over, justAfter)?.name).toBe('incident_token_cap');
    expect(brokenBudget(all, phaseWithin, justAfter)?.name).toBe('token_cap');
    expect(brokenBudget({ ...all, tokensUsed: 1000 }, phaseWithin, justAfter)?.name).toBe('max_minor_issues_total');
  });

  test('B4: majors, and a tier over its caps, end no run by themselves', () => {
    expect(brokenBudget({ ...within, majorIssuesCount: 99, ciRunsUsed: 99 }, phaseWithin, atDeadline)).toBeNull();
  });

  test('B5: a draft past its deadline breaks no budget: it has no minutes yet', () => {
    const draft = aRun({ state: 'PLAN_BOOTSTRAP', startedAt: null, deadlineAt: atDeadline });
    expect(brokenBudget(draft, null, justAfter)).toBeNull();
    expect(isPastDeadline(draft, justAfter)).toBe(true);
  });

  test('B5: the deadline itself is still in time, and without one there is none to pass', () => {
    expect([justBefore, atDeadline, justAfter].map((now) => isPastDeadline(aRun(), now))).toEqual([false, false, true]);
    expect(isPastDeadline(aRun({ deadlineAt: null }), justAfter)).toBe(false);
  });
});

describe('B3: budgets as they are displayed', () => {
  test('B3: a run shows tokens, phases, minutes and minor issues', () => {
    const run = aRun({ tokensUsed: 7, phaseCount: 4, minorIssuesCount: 2, maxMinorIssuesTotal: 12 });
    expect(runBudgets(run, after(10))).toEqual([
      { scope: 'RUN', name: 'token_cap', limit: 5_000_000, used: 7 },
      { scope: 'RUN', name: 'max_phases', limit: 25, used: 4 },
      { scope: 'RUN', name: 'max_duration_minutes', limit: 120, used: 10 },
      { scope: 'RUN', name: 'max_minor_issues_total', limit: 12, used: 2 },
    ]);
  });

  test('B5: minutes are 0 before the start, count from it, and stay the same after the end', () => {
    const minutesOf = (run: RunFacts, now: Date) =>
      runBudgets(run, now).find(({ name }) => name === 'max_duration_minutes')!.used;
    expect(minutesOf(aRun({ startedAt: null }), after(50))).toBe(0);
    expect(minutesOf(aRun(), after(-3))).toBe(0);
    expect(minutesOf(aRun(), after(50))).toBe(50);
    expect(minutesOf(aRun({ completedAt: after(30) }), after(500))).toBe(30);
  });

  test('B4, Q8: a tier shows tokens, CI runs, and minor and major issues that are open', () => {
    const tier = aTier({
      tokensUsed: 1,
      ciRunsUsed: 2,
      openMinorIssues: 3,
      openMajorIssues: 4,
      minorIssuesCount: 5,
      majorIssuesCount: 6,
    });
    expect(tierBudgets(tier)).toEqual([
      { scope: 'TIER', name: 'token_cap', limit: 1_500_000, used: 1 },
      { scope: 'TIER', name: 'ci_run_cap', limit: 2, used: 2 },
      { scope: 'TIER', name: 'max_minor_issues_tolerated', limit: 2, used: 3 },
      { scope: 'TIER', name: 'max_major_issues_tolerated', limit: 0, used: 4 },
    ]);
  });

  test('B3: a phase shows Builder attempts, audits and incident tokens', () => {
    expect(phaseBudgets(aPhase({ builderAttempts: 1, auditorAttempts: 2, tokensUsed: 3 }))).toEqual([
      { scope: 'PHASE', name: 'max_builder_attempts', limit: 3, used: 1 },
      { scope: 'PHASE', name: 'max_auditor_attempts', limit: 2, used: 2 },
      { scope: 'PHASE', name: 'incident_token_cap', limit: 500_000, used: 3 },
    ]);
  });
});

describe('B4: cleanliness', () => {
  const full = aTier({
    tokenCap: 100,
    tokensUsed: 100,
    ciRunCap: 2,
    ciRunsUsed: 2,
    maxMinorIssuesTolerated: 2,
    openMinorIssues: 2,
  });

  test('B4: a tier at every threshold is clean', () => {
    expect(cleanliness(full)).toBe('CLEAN');
    expect(cleanlinessReasons(full)).toEqual([]);
  });

  test.each([
    ['token_cap_exceeded', { tokensUsed: 101 }, 'The tier used 101 tokens; its limit is 100.'],
    ['ci_run_cap_exceeded', { ciRunsUsed: 3 }, 'The tier used 3 CI runs; its limit is 2.'],
    ['max_minor_issues_tolerated_exceeded', { openMinorIssues: 3 }, 'The tier used 3 minor issues; its limit is 2.'],
    ['max_major_issues_tolerated_exceeded', { openMajorIssues: 1 }, 'The tier used 1 major issues; its limit is 0.'],
  ] as [string, Partial<TierFacts>, string][])(
    'B4: one more makes it not clean, with the reason %s',
    (code, values, message) => {
      const tier = { ...full, ...values };
      expect(cleanliness(tier)).toBe('NOT_CLEAN');
      expect(cleanlinessReasons(tier)).toEqual([{ code, message, source: 'B4' }]);
    },
  );

  test('B4: every reason is listed, not only the first', () => {
    const tier = { ...full, tokensUsed: 101, ciRunsUsed: 3, openMinorIssues: 3, openMajorIssues: 1 };
    expect(cleanlinessReasons(tier)).toHaveLength(4);
  });

  test('B4, Q8: what is counted but closed makes no tier unclean', () => {
    expect(cleanliness({ ...full, minorIssuesCount: 99, majorIssuesCount: 9 })).toBe('CLEAN');
  });
});

describe('B7: debt status', () => {
  const run = aRun({ maxMinorIssuesTotal: 6 });
  const tiers = [aTier(), aTier({ tierId: 't1', maxMinorIssuesTolerated: 2 })];

  test('B7: without minor issues the run is clean, however many majors there are', () => {
    expect(debtStatus({ ...run, openMajorIssues: 3, majorIssuesCount: 3 }, tiers)).toBe('CLEAN');
  });

  test('B7, Q8: minor issues that are closed are no debt', () => {
    const closed = tiers.map((tier) => ({ ...tier, minorIssuesCount: 7 }));
    expect(debtStatus({ ...run, minorIssuesCount: 7 }, closed)).toBe('CLEAN');
  });

  test('B7: at least one minor issue, up to every limit, is has_minor_issues', () => {
    expect(debtStatus({ ...run, openMinorIssues: 1 }, tiers)).toBe('HAS_MINOR_ISSUES');
    const atLimit = [tiers[0]!, { ...tiers[1]!, openMinorIssues: 2 }];
    expect(debtStatus({ ...run, openMinorIssues: 6 }, atLimit)).toBe('HAS_MINOR_ISSUES');
  });

  test('B7: one over the limit of the run, or of any tier, is excess_minor_issues', () => {
    expect(debtStatus({ ...run, openMinorIssues: 7 }, tiers)).toBe('EXCESS_MINOR_ISSUES');
    const over = [tiers[0]!, { ...tiers[1]!, openMinorIssues: 3 }];
    expect(debtStatus({ ...run, openMinorIssues: 3 }, over)).toBe('EXCESS_MINOR_ISSUES');
  });
});

test('Q7: the issues of a phase in one word, majors before minors', () => {
  expect(issueState({ minorIssuesCount: 0, majorIssuesCount: 0 })).toBe('NO_ISSUES');
  expect(issueState({ minorIssuesCount: 2, majorIssuesCount: 0 })).toBe('HAS_MINOR_ISSUES');
  expect(issueState({ minorIssuesCount: 0, majorIssuesCount: 1 })).toBe('HAS_MAJOR_ISSUES');
  expect(issueState({ minorIssuesCount: 2, majorIssuesCount: 1 })).toBe('HAS_MAJOR_ISSUES');
});
