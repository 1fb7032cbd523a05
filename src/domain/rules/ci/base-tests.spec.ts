import type { CiStep } from '../ruleset/ruleset.js';
import { type EarlierSnapshot, leastTests } from './base-tests.js';
import { phaseStepsKey } from './check-steps.js';

const step = (name: string, more: Partial<CiStep> = {}): CiStep => ({ name, argv: ['npm', 'test'], ...more });
const keyOf = (
  normal: readonly CiStep[],
  strict: readonly CiStep[] = normal,
  profile: 'NORMAL' | 'STRICT' = 'NORMAL',
): string => phaseStepsKey({ profiles: { normal, strict } } as Parameters<typeof phaseStepsKey>[0], profile);

describe('V2: tests are compared with those of the same steps', () => {
  test('V2: steps are the same by name, program and report, in any profile and ruleset', () => {
    const [unit, all] = [[step('unit')], [step('unit'), step('e2e')]];
    expect(keyOf(unit, all)).toBe(keyOf(all, unit, 'STRICT'));
    expect(keyOf(unit)).toBe(keyOf([step('unit', { tags: ['x'] })]));
    const others = [all, [step('other')], [step('unit', { argv: ['make'] })], [step('unit', { report: 'r.xml' })], []];
    for (const other of others) expect(keyOf(other)).not.toBe(keyOf(unit));
  });

  const snapshot = (phaseId: string, ciSteps: string | null, executed: number | null): EarlierSnapshot => ({
    phaseId,
    ciSteps,
    executed,
  });
  test.each<[string, EarlierSnapshot[], number | null, number | null]>([
    ['the last snapshot of the same steps', [snapshot('c', 'normal', 5), snapshot('b', 'strict', 50)], null, 5],
    ['also behind other steps', [snapshot('c', 'strict', 50), snapshot('b', 'normal', 6)], null, 6],
    ['the base of the run, if there is none', [snapshot('c', 'strict', 50)], 7, 7],
    ['nothing, if nothing is known', [snapshot('c', 'strict', 50), snapshot('b', null, 9)], null, null],
    [
      'nothing, if a phase in between may have removed tests',
      [snapshot('remover', 'strict', 40), snapshot('b', 'normal', 6)],
      7,
      null,
    ],
    [
      'the count that a phase left that may remove tests',
      [snapshot('remover', 'normal', 4), snapshot('b', 'normal', 6)],
      7,
      4,
    ],
  ])('V2: %s', (_, earlier, onBase, least) => {
    expect(leastTests('normal', earlier, onBase, (phaseId) => phaseId === 'remover')).toBe(least);
  });
});
