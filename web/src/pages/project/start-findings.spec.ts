import { startFindings } from './start-findings.js';

const found = (...codes: string[]) => startFindings(codes.map((code) => ({ code, message: code })));
const titles = (...codes: string[]) => found(...codes).groups.map(({ title }) => title);

describe('dashboard: can a run start here?', () => {
  it('dashboard: nothing was found', () => expect(found()).toEqual({ verdict: '✓ Yes.', groups: [] }));

  it('dashboard: no steps of CI prevent no run whose results are reported, and the title says so', () => {
    expect(found('no_ci_steps', 'no_ci_report').verdict).toBe('✓ Yes.');
    expect(titles('no_ci_steps', 'no_ci_report')).toEqual([
      'Where CI workers run the tests (not where results come by reportCiResult):',
    ]);
  });

  it.each(['promotion_not_allowed', 'target_checked_out', 'dispatch_stopped', 'server_draining', 'base_red'])(
    'dashboard: %s prevents no start',
    (code) => expect(found(code).verdict).toBe('✓ Yes.'),
  );

  it('dashboard: what prevents a start comes first, a code that is not known too', () => {
    const { verdict, groups } = found('no_ci_steps', 'repository_unavailable', 'something_new');
    expect(verdict).toBe('✕ Not yet.');
    expect(groups[0]).toMatchObject({ title: 'What prevents it:', findings: [{}, { code: 'something_new' }] });
    expect(groups).toHaveLength(2);
  });
});
