/** What the check of a project found, by what it means for a run. */

interface Finding {
  readonly code: string;
  readonly message: string;
}

export interface FindingGroup {
  readonly title: string;
  readonly findings: readonly Finding[];
}

/** Findings that prevent no start, with whom they concern; every other finding does prevent one. */
const CONCERNS: readonly (readonly [title: string, codes: RegExp])[] = [
  ['Before you start one:', /^(base_red|dispatch_stopped|server_draining)$/],
  ['Where CI workers run the tests (not where results come by reportCiResult):', /^no_ci_/],
  ['For promotion:', /^(promotion_not_allowed|target_checked_out)$/],
];

/** The answer to “can a run start here?”, and the findings in groups, those that prevent a start first. */
export function startFindings(findings: readonly Finding[]): { verdict: string; groups: readonly FindingGroup[] } {
  const of = (title: string, isIn: (code: string) => boolean): FindingGroup => ({
    title,
    findings: findings.filter(({ code }) => isIn(code)),
  });
  const groups = [
    of('What prevents it:', (code) => !CONCERNS.some(([, codes]) => codes.test(code))),
    ...CONCERNS.map(([title, codes]) => of(title, (code) => codes.test(code))),
  ];
  return {
    verdict: groups[0]!.findings.length > 0 ? '✕ Not yet.' : '✓ Yes.',
    groups: groups.filter((group) => group.findings.length > 0),
  };
}
