import { parse } from 'yaml';

import { after, aPhase, aPlannedPhase } from '../../../../test/support/domain/builders.js';
import { byCategory, inForce } from '../../../../test/support/domain/strategies.js';
import { compilePhase } from '../../rules/strategy/compile-phase.js';
import type { PhaseStrategy } from '../../rules/strategy/strategy.js';
import { NOTHING_DONE, workByPhase } from '../parts/work-view.js';
import { phaseSummary } from './phase-summary.js';

const phase = aPhase({
  taskCategory: 'docs',
  complexity: 'HIGH',
  builderMode: 'REFACTOR_HEAVY',
  shownVersion: 7,
  shownAt: after(7),
});
const strategy: PhaseStrategy = compilePhase(
  aPlannedPhase('p0', { taskCategory: 'docs' }),
  't0',
  inForce(
    byCategory({ docs: { complexity: 'HIGH', ciProfile: 'NORMAL', autoApply: false, auditorProfile: 'own-review' } }),
  ),
);
const work = workByPhase(NOTHING_DONE)(phase);
const front = (content: string): Record<string, unknown> =>
  parse(content.split(/^---$/m)[1]!) as Record<string, unknown>;
const section = (content: string, title: string): string =>
  content.split(`## ${title}\n`)[1]!.split('\n## ')[0]!.trim();

describe('what a phase’s document says of the strategy', () => {
  it('P3: the table of its classification says what care the phase gets', () => {
    const table = section(phaseSummary({ phase, strategy, work }), 'Classification').split('\n').slice(0, 3);
    expect(table).toEqual([
      '| Category | Complexity | Builder mode | CI | Auto-apply | Auditor | No change allowed |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      '| docs | HIGH | REFACTOR_HEAVY | STRICT | no | own-review | no |',
    ]);
  });

  it('P3: every reason is a line below it, in the order of the strategy, with its source', () => {
    const [, lines] = section(phaseSummary({ phase, strategy, work }), 'Classification').split('\n\n');
    expect(lines!.split('\n').map((line) => /^- `(\w+)`: /.exec(line)?.[1])).toEqual(
      strategy.reasons.map(({ code }) => code),
    );
    expect(lines).toContain('- `ci_profile`: strict, because the complexity is HIGH (ruleset v3)');
    expect(lines).toContain('- `max_builder_attempts`: ');
  });

  it('P3: scripts find it in the front matter', () => {
    expect(front(phaseSummary({ phase, strategy, work }))).toMatchObject({
      ci_profile: 'STRICT',
      auto_apply: false,
      auditor_profile: 'own-review',
    });
  });

  it('P3: a phase of a run without a strategy shows its row alone, and is otherwise the same', () => {
    const content = phaseSummary({ phase, strategy: null, work });
    expect(section(content, 'Classification').split('\n')).toEqual([
      '| Category | Complexity | Builder mode | No change allowed |',
      '| --- | --- | --- | --- |',
      '| docs | HIGH | REFACTOR_HEAVY | no |',
    ]);
    const full = phaseSummary({ phase, strategy, work });
    const { ci_profile, auto_apply, auditor_profile, ...others } = front(full);
    expect([ci_profile, auto_apply, auditor_profile]).not.toContain(undefined);
    expect(front(content)).toEqual(others);
    expect(section(content, 'Attempts and budgets')).toBe(section(full, 'Attempts and budgets'));
  });

  it('I4: a hostile category in a reason stays text on its line', () => {
    const hostile = '\n---\n# x | <b>';
    const reasons = [{ code: 'complexity', message: `MEDIUM, the default of ${hostile}`, source: 'default' }];
    const content = phaseSummary({ phase, strategy: { ...strategy, reasons }, work });
    expect(content).toContain('- `complexity`: MEDIUM, the default of --- # x \\| \\<b> (default)');
    expect(content.match(/^---$/gm)).toHaveLength(2);
  });
});
