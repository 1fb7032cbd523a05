import { inForce, reasonOf } from '../../../../test/support/domain/strategies.js';
import { policies } from '../strategy/policies.js';
import type { PreparationRules } from './preparation.js';
import { readRuleset, readRulesetText } from './read-ruleset.js';

const RULES: PreparationRules = {
  setup: [
    {
      name: 'install',
      argv: ['npm', 'ci'],
      timeoutSeconds: 900,
      reads: ['package.json', 'tools/**'],
      cwd: 'web',
      env: { A: 'b' },
    },
  ],
  cache: [{ path: 'web/node_modules', key: ['web/package-lock.json'] }],
  submodules: true,
  environment: ['NPM_CONFIG_USERCONFIG'],
};

describe('V7: how a checkout is prepared', () => {
  test('V7: what the ruleset names holds, each with its reason', () => {
    expect(readRuleset({ ci: RULES })).toEqual({ rules: { ci: RULES } });
    const { ci, reasons } = policies(inForce({ ci: RULES }));
    expect(ci).toMatchObject(RULES);
    for (const code of ['ci_setup', 'ci_cache', 'ci_submodules', 'ci_environment']) {
      expect(reasonOf({ reasons }, code)).toMatchObject({ source: 'ruleset v3' });
    }
  });

  test('V7: what it leaves out is left out of the strategy', () => {
    const { ci, reasons } = policies(inForce({ ci: { tries: { normal: 2 } } }));
    expect(Object.keys(ci).sort()).toEqual(['baseline', 'pausesSeconds', 'profiles', 'tries', 'waitMinutes']);
    expect(reasons.filter(({ code }) => /setup|cache|submodules|ci_environment/.test(code))).toEqual([]);
  });

  const step = { name: 'install', argv: ['npm', 'ci'] };
  const folder = { path: 'node_modules', key: ['package-lock.json'] };
  test.each<[string, object, string]>([
    ['a typo', { setup: [{ ...step, timeout: 5 }] }, 'ci.setup.0.timeout is not known here'],
    ['no program', { setup: [{ name: 'a', argv: [] }] }, 'ci.setup.0.argv must have at least 1 entry'],
    ['a name twice', { setup: [step, step] }, 'ci.setup.1.name is the name of a step above'],
    [
      'a glob that matches nothing',
      { setup: [{ ...step, reads: ['/etc'] }] },
      'ci.setup.0.reads.0 must not begin with "/"',
    ],
    [
      'a folder above',
      { setup: [{ ...step, cwd: '../other' }] },
      'ci.setup.0.cwd must not contain the segments "." and ".."',
    ],
    [
      'a folder of steps above',
      { profiles: { normal: [{ ...step, cwd: '/etc' }] } },
      'ci.profiles.normal.0.cwd must not begin with "/"',
    ],
    ['a variable that is none', { setup: [{ ...step, env: { 'A B': 'x' } }] }, 'ci.setup.0.env."A B" is not a name'],
    ['a value that is no text', { setup: [{ ...step, env: { A: 1 } }] }, 'ci.setup.0.env.A must be text'],
    [
      'the home folder',
      { setup: [{ ...step, env: { HOME: '/root' } }] },
      'ci.setup.0.env.HOME is not a name: it is set by the worker',
    ],
    ['no step that fills it', { cache: [folder] }, 'ci.cache needs ci.setup'],
    ['no key', { setup: [step], cache: [{ path: 'a', key: [] }] }, 'ci.cache.0.key must have at least 1 entry'],
    [
      'a folder outside',
      { setup: [step], cache: [{ ...folder, path: 'a/../../b' }] },
      'ci.cache.0.path must not contain the segments',
    ],
    [
      'the whole checkout',
      { setup: [step], cache: [{ ...folder, path: '.' }] },
      'ci.cache.0.path must not contain the segments',
    ],
    [
      'several folders in one',
      { setup: [step], cache: [{ ...folder, path: '*/node_modules' }] },
      'ci.cache.0.path must be the path of one',
    ],
    [
      'git',
      { setup: [step], cache: [{ ...folder, path: 'sub/.GIT/lfs' }] },
      'ci.cache.0.path must not lead into git’s',
    ],
    [
      'a folder twice',
      { setup: [step], cache: [folder, folder] },
      'ci.cache.1.path is, or lies in, or holds node_modules',
    ],
    [
      'a folder in another',
      { setup: [step], cache: [folder, { ...folder, path: 'node_modules/a' }] },
      'ci.cache.1.path is, or lies in, or holds',
    ],
    ['a word', { submodules: 'yes' }, 'ci.submodules must be true or false'],
    ['our token', { environment: ['PATH', 'AUTOPACK_TOKEN'] }, 'ci.environment.1 is Autopack’s own'],
    ['a pattern', { environment: ['NPM_*'] }, 'ci.environment.0 is not the name of a variable'],
  ])('V7: %s is refused by its path', (_, ci, sentence) => {
    const read = readRuleset({ ci });
    expect('faults' in read ? read.faults.map(({ message }) => message) : []).toEqual([
      expect.stringContaining(sentence),
    ]);
  });

  test('V7: a fault has the line of the file', () => {
    const read = readRulesetText(
      'ci:\n  setup:\n    - name: a\n      argv: [make]\n  cache:\n    - path: ../out\n      key: [a.lock]\n',
    );
    expect(read).toMatchObject({ faults: [{ line: 6, path: ['ci', 'cache', '0', 'path'] }] });
  });
});
