import type { ProjectFacts } from '../project/project.js';
import type { CiStep } from '../ruleset/ruleset.js';
import { startWarnings } from './start-warnings.js';
import type { PhaseStrategy, Strategy } from './strategy.js';

const NO_DRAIN = { draining: false, change: null };
const project: ProjectFacts = {
  dispatching: true,
  dispatchChange: null,
  projectId: 'shop',
  name: 'Shop',
  repositoryPath: '/srv/shop',
  defaultBranch: 'main',
  allowPromotion: true,
  retentionDays: null,
  rulesetVersion: 1,
  createdAt: new Date(0),
};
const tests: CiStep = { name: 'tests', argv: ['true'], timeoutSeconds: 60, report: 'report.xml' };
const { report: _, ...lint } = { ...tests, name: 'lint' };

type Steps = readonly CiStep[];
/** Of phases that are given as profile and whether they apply themselves. */
function strategy(
  phases: readonly [PhaseStrategy['ciProfile'], boolean][],
  normal: Steps,
  strict: Steps = normal,
): Strategy {
  const compiled = phases.map(([ciProfile, autoApply], i) => ({ phaseId: `p${i}`, ciProfile, autoApply }));
  return { phases: compiled, policies: { ci: { profiles: { normal, strict } } } } as unknown as Strategy;
}
const codes = (strategies: readonly Strategy[], more: Partial<ProjectFacts> = {}, auditorSeen = true) =>
  startWarnings(strategies, { project: { ...project, ...more }, auditorSeen, drain: NO_DRAIN }).map(
    ({ code, path }) => [code, path?.at(-1) ?? null],
  );

describe('P12: warnings of a start', () => {
  test('P12: none, where the work can be done, judged, audited and promoted', () => {
    expect(codes([strategy([['NORMAL', true], ['STRICT', false]], [lint, tests])])).toEqual([]); // prettier-ignore
  });

  test('P12: no CI steps, of each profile that the plan uses, once for all its runs', () => {
    expect(codes([strategy([['NORMAL', true]], [])])).toEqual([['no_ci_steps', 'normal']]);
    const both = strategy([['NORMAL', true], ['STRICT', true]], [], [lint]); // prettier-ignore
    expect(codes([both, both])).toEqual([
      ['no_ci_steps', 'normal'],
      ['no_ci_report', 'strict'],
    ]);
    expect(codes([strategy([['NORMAL', true]], [tests], [])])).toEqual([]);
  });

  test('P12, G6: a project without a repository is judged from outside, and promotes nothing', () => {
    expect(codes([strategy([['NORMAL', true]], [])], { repositoryPath: null, allowPromotion: false })).toEqual([]);
  });

  test('P12, P5: audits are needed and there is no Auditor', () => {
    const [warning, ...more] = startWarnings([strategy([['NORMAL', true], ['NORMAL', false]], [tests])], { project, auditorSeen: false, drain: NO_DRAIN }); // prettier-ignore
    expect(more).toEqual([]);
    expect(warning).toMatchObject({
      code: 'no_auditor_seen',
      message: expect.stringMatching(/^Phase "p1" is applied only after/),
    });
    expect(codes([strategy([['NORMAL', true]], [tests])], {}, false)).toEqual([]);
  });

  test('P12, M2: a project that does not allow promotion', () => {
    expect(codes([strategy([['NORMAL', true]], [tests])], { allowPromotion: false })).toEqual([
      ['promotion_not_allowed', 'allowPromotion'],
    ]);
  });

  test('P12, V1: a check that only strict CI runs, where a strict phase follows a normal one', () => {
    const mixed = (phases: readonly PhaseStrategy['ciProfile'][], normal: Steps, strict: Steps) =>
      codes([strategy(phases.map((profile) => [profile, true] as const), normal, strict)]); // prettier-ignore
    const style = { ...lint, argv: ['style'] };
    expect(mixed(['NORMAL', 'STRICT'], [tests], [style, tests])).toEqual([['strict_only_steps', 'strict']]);
    expect(mixed(['NORMAL', 'STRICT'], [style, tests], [style, tests])).toEqual([]);
    expect(mixed(['NORMAL', 'STRICT'], [tests], [{ ...tests, name: 'all', argv: ['all'] }])).toEqual([]);
    expect(mixed(['STRICT', 'NORMAL'], [tests], [style, tests])).toEqual([]);
    expect(mixed(['STRICT', 'STRICT'], [tests], [style, tests])).toEqual([]);
  });
});
