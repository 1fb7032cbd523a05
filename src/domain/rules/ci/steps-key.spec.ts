import type { CiStep } from '../ruleset/ruleset.js';
import { stepsKey } from './steps-key.js';

type Rules = Parameters<typeof stepsKey>[0];
const STEP: CiStep = {
  name: 'unit',
  argv: ['npm', 'test'],
  timeoutSeconds: 60,
  report: 'r.xml',
  env: { A: '1', B: '2' },
};
const key = (rules: Partial<Rules> = {}, ...steps: readonly CiStep[]): string =>
  stepsKey(rules as Rules, steps.length > 0 ? steps : [STEP]);
const SETUP = { name: 'deps', argv: ['npm', 'ci'] };

describe('V6: a verdict is known again by what CI ran', () => {
  test.each<[string, string]>([
    ['marks of the author', key({}, { ...STEP, tags: ['slow'] })],
    ['the order of variables', key({}, { ...STEP, env: { B: '2', A: '1' } })],
    ['folders of a cache', key({ cache: [{ path: 'node_modules', key: ['package-lock.json'] }] })],
    [
      'what is said although it is left out else',
      key({ setup: [], submodules: false, environment: [], baseline: 'REQUIRED' }),
    ],
    ['continuing after the only step', key({ baseline: 'DELTA' })],
  ])('V6: %s makes no difference', (_, other) => expect(other).toBe(key()));

  test.each<[string, string]>([
    ['another name', key({}, { ...STEP, name: 'all' })],
    ['another program', key({}, { ...STEP, argv: ['npm', 'run', 'test'] })],
    ['another report', key({}, { ...STEP, report: 's.xml' })],
    ['more time', key({}, { ...STEP, timeoutSeconds: 600 })],
    ['another folder', key({}, { ...STEP, cwd: 'sub' })],
    ['other variables', key({}, { ...STEP, env: { A: '1', B: '3' } })],
    ['another step besides', key({}, STEP, { ...STEP, name: 'lint' })],
    ['a set-up (V7)', key({ setup: [SETUP] })],
    ['another set-up (V7)', key({ setup: [{ ...SETUP, argv: ['npm', 'install'] }] })],
    ['submodules (V7)', key({ submodules: true })],
    ['variables of the worker (V7)', key({ environment: ['TOKEN'] })],
  ])('V6: %s makes another verdict', (_, other) => expect(other).not.toBe(key()));

  test('V6: of several steps, a verdict that stopped at the first failure is not one that names all that is red', () => {
    const steps = [STEP, { ...STEP, name: 'lint' }];
    expect(key({ baseline: 'DELTA' }, ...steps)).not.toBe(key({ baseline: 'REQUIRED' }, ...steps));
  });
});
