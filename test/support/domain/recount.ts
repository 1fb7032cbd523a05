/** Q3 and Q8 by hand: every counter against the rows that it counts. Slow and plain on purpose; no line of it is the product's. */
import { isDeepStrictEqual } from 'node:util';

import type { PhaseIssue } from '../../../src/domain/model/issue.js';
import type { Severity } from '../../../src/domain/model/vocabulary.js';
import type { RunRows } from './builders.js';

/** The highest effective severity of rows that count; null if none does. */
function highest(issues: readonly PhaseIssue[]): Severity | null {
  const counted = issues.filter((issue) => !issue.expectedFail);
  if (counted.length === 0) return null;
  return counted.some((issue) => issue.effectiveSeverity === 'MAJOR') ? 'MAJOR' : 'MINOR';
}

/** Distinct keys by highest effective severity. */
function recount(issues: readonly PhaseIssue[]): { minor: number; major: number } {
  const keys = [...new Set(issues.map((issue) => issue.issueKey))];
  const severities = keys.map((key) => highest(issues.filter((issue) => issue.issueKey === key)));
  return {
    minor: severities.filter((s) => s === 'MINOR').length,
    major: severities.filter((s) => s === 'MAJOR').length,
  };
}

export function assertCounted({ run, tiers, phases }: RunRows, issues: readonly PhaseIssue[]): void {
  const isOpen = (issue: PhaseIssue) => issue.open;
  for (const phase of phases) {
    const mine = issues.filter((issue) => issue.phaseId === phase.phaseId);
    assert(`phase ${phase.phaseId}`, mine, { minor: phase.minorIssuesCount, major: phase.majorIssuesCount });
  }
  for (const tier of tiers) {
    const mine = issues.filter((issue) =>
      phases.some((phase) => phase.phaseId === issue.phaseId && phase.tierId === tier.tierId),
    );
    assert(`tier ${tier.tierId}`, mine, { minor: tier.minorIssuesCount, major: tier.majorIssuesCount });
    assert(`open in tier ${tier.tierId}`, mine.filter(isOpen), {
      minor: tier.openMinorIssues,
      major: tier.openMajorIssues,
    });
  }
  assert('the run', issues, { minor: run.minorIssuesCount, major: run.majorIssuesCount });
  assert('open in the run', issues.filter(isOpen), { minor: run.openMinorIssues, major: run.openMajorIssues });
}

function assert(what: string, issues: readonly PhaseIssue[], counted: { minor: number; major: number }): void {
  const there = recount(issues);
  if (isDeepStrictEqual(there, counted)) return;
  throw new Error(`The counters of ${what} say ${JSON.stringify(counted)}, and there are ${JSON.stringify(there)}`);
}
