import * as fc from 'fast-check';

import { documentWith, faultsOf, rulesOf, textFaultsOf } from '../../../../test/support/domain/ruleset-faults.js';
import { readRuleset, readRulesetText } from './read-ruleset.js';

describe('P1: what a ruleset document means', () => {
  test('P1: an empty one says nothing', () => expect(readRuleset({})).toEqual({ rules: {} }));

  test('P1: every key is read, words in lower or upper case', () => {
    const document = {
      $schema: 'ruleset.schema.json',
      version: 4,
      safetyProfile: 'safety_critical',
      runScope: 'SINGLE_TIER',
      defaults: {
        run: { tokenCap: 1, maxPhases: 2, maxDurationMinutes: 3, maxMinorIssuesTotal: 0, minorIssuesPerPhase: 5 },
        tier: {
          tokenCapMultiplier: 0.5,
          minorIssuesPerPhase: { normal: 2, safetyCritical: 0 },
          maxMajorIssuesTolerated: 0,
        },
        phase: {
          complexity: 'medium',
          ciProfile: 'strict',
          autoApply: false,
          builderMode: 'schema_heavy',
          auditorProfile: 'own',
        },
      },
      categories: { docs: { complexity: 'HIGH', severity: 'major' }, 'my category': {} },
      aging: { normal: { runs: 4 }, safetyCritical: { tiers: 2 }, resolvedAfterRuns: 6 },
      debtCleanup: { agedIssues: 7, maxPhases: 0 },
      paths: { protected: ['infra/**'], branches: ['release/*'] },
      patch: { maxBytes: 1, maxUnpackedBytes: 2, maxFiles: 3, maxDeletedLines: 0 },
      ci: {
        profiles: { normal: [{ name: 'a', argv: ['x', ''] }], strict: [] },
        tries: { strict: 1 },
        pausesSeconds: [0],
        waitMinutes: 1,
      },
      audit: { waitMinutes: 2 },
      leases: { expirySeconds: 3, hardDeadlineMinutes: 4 },
      environment: { pausesSeconds: [5] },
      tokens: { flatPerAttempt: 0 },
    };
    const { $schema: _, ...same } = document;
    expect(readRuleset(document)).toEqual({
      rules: {
        ...same,
        safetyProfile: 'SAFETY_CRITICAL',
        defaults: {
          run: document.defaults.run,
          tier: {
            tokenCapMultiplier: 0.5,
            minorIssuesPerPhase: { NORMAL: 2, SAFETY_CRITICAL: 0 },
            maxMajorIssuesTolerated: 0,
          },
          phase: {
            complexity: 'MEDIUM',
            ciProfile: 'STRICT',
            autoApply: false,
            builderMode: 'SCHEMA_HEAVY',
            auditorProfile: 'own',
          },
        },
        categories: new Map<string, unknown>([
          ['docs', { complexity: 'HIGH', severity: 'MAJOR' }],
          ['my category', {}],
        ]),
      },
    });
  });

  test('P1: one number applies to both profiles', () => {
    expect(rulesOf({ defaults: { tier: { minorIssuesPerPhase: 4 } }, ci: { tries: 2 } })).toEqual({
      defaults: { tier: { minorIssuesPerPhase: { NORMAL: 4, SAFETY_CRITICAL: 4 } } },
      ci: { tries: { normal: 2, strict: 2 } },
    });
  });
});

describe('P1: the bounds of values', () => {
  test.each([
    ['version', 1, 2_147_483_647],
    ['defaults.run.tokenCap', 1, 1_000_000_000_000],
    ['defaults.run.maxPhases', 1, 1_000],
    ['defaults.run.maxDurationMinutes', 1, 10_080],
    ['defaults.run.maxMinorIssuesTotal', 0, 1_000_000],
    ['defaults.run.minorIssuesPerPhase', 0, 1_000_000],
    ['defaults.tier.tokenCap', 1, 1_000_000_000_000],
    ['defaults.tier.ciRunsPerPhase', 1, 1_000],
    ['defaults.tier.ciRunCap', 1, 1_000_000],
    ['defaults.tier.minorIssuesPerPhase', 0, 1_000_000],
    ['defaults.tier.minorIssuesPerPhase.normal', 0, 1_000_000],
    ['defaults.tier.minorIssuesPerPhase.safetyCritical', 0, 1_000_000],
    ['defaults.tier.maxMinorIssuesTolerated', 0, 1_000_000],
    ['defaults.tier.maxMajorIssuesTolerated', 0, 1_000_000],
    ['defaults.phase.maxBuilderAttempts', 1, 20],
    ['defaults.phase.maxAuditorAttempts', 1, 20],
    ['defaults.phase.incidentTokenCap', 1, 1_000_000_000_000],
    ['categories.docs.maxBuilderAttempts', 1, 20],
    ['aging.normal.runs', 1, 1_000_000],
    ['aging.safetyCritical.tiers', 1, 1_000_000],
    ['aging.resolvedAfterRuns', 1, 1_000_000],
    ['debtCleanup.agedIssues', 1, 1_000_000],
    ['debtCleanup.maxPhases', 0, 2],
    ['patch.maxBytes', 1, 1_000_000_000],
    ['patch.maxDeletedLines', 0, 1_000_000_000],
    ['ci.tries', 1, 20],
    ['ci.tries.strict', 1, 20],
    ['ci.waitMinutes', 1, 10_080],
    ['audit.waitMinutes', 1, 10_080],
    ['leases.expirySeconds', 1, 86_400],
    ['leases.hardDeadlineMinutes', 1, 10_080],
    ['tokens.flatPerAttempt', 0, 1_000_000_000_000],
  ])('P1: %s is a whole number from %s to %s', (path, least, most) => {
    expect([least, most].flatMap((value) => faultsOf(documentWith(path, value)))).toEqual([]);

    expect(faultsOf(documentWith(path, least - 1))).toMatchObject([
      { path: path.split('.'), message: `${path} must be at least ${least}` },
    ]);
    expect(faultsOf(documentWith(path, most + 1))).toMatchObject([
      { path: path.split('.'), message: `${path} must be at most ${most}` },
    ]);
    for (const wrong of [least + 0.5, `${least}`, true, null, [least]]) {
      expect(faultsOf(documentWith(path, wrong))).toMatchObject([
        { message: expect.stringMatching(/must be a whole number/) },
      ]);
    }
  });

  test('P1: a multiplier may be a fraction, and must be more than 0', () => {
    for (const value of [0.001, 1, 1_000])
      expect(faultsOf(documentWith('defaults.tier.tokenCapMultiplier', value))).toEqual([]);
    for (const value of [0, -1, 1_000.5, 'x'])
      expect(faultsOf(documentWith('defaults.tier.tokenCapMultiplier', value))).toHaveLength(1);
  });

  test.each([
    ['safetyProfile', 'critical'],
    ['runScope', 'both'],
    ['defaults.phase.complexity', 'High'],
    ['defaults.phase.ciProfile', 'loose'],
    ['defaults.phase.builderMode', 'fast'],
    ['categories.docs.severity', 'blocker'],
    ['defaults.phase.autoApply', 'no'],
    ['defaults.phase.auditorProfile', 'Security Review'],
    ['defaults.phase.auditorProfile', ''],
    ['defaults.phase.auditorProfile', 'a'.repeat(101)],
    ['ci.pausesSeconds', []],
    ['ci.pausesSeconds', [-1]],
    ['ci.pausesSeconds', 5],
    ['paths.protected', ['/etc']],
    ['paths.protected', Array.from({ length: 101 }, (_, i) => `f${i}`)],
    ['paths.branches', ['a b']],
    ['categories', []],
    ['categories.docs', null],
    ['defaults', 'none'],
    ['$schema', 5],
  ])('P1: %s cannot be %j', (path, value) => expect(faultsOf(documentWith(path, value))).toHaveLength(1));

  test.each([
    [{ name: '', argv: ['x'] }, 'name'],
    [{ argv: ['x'] }, 'name'],
    [{ name: 'x'.repeat(201), argv: ['x'] }, 'name'],
    [{ name: 'a', argv: [] }, 'argv'],
    [{ name: 'a' }, 'argv'],
    [{ name: 'a', argv: 'npm test' }, 'argv'],
    [{ name: 'a', argv: [''] }, 'argv'],
    [{ name: 'a', argv: ['x\u0000'] }, 'argv.0'],
    [{ name: 'a', argv: ['x', 'y'.repeat(1_001)] }, 'argv.1'],
    [{ name: 'a', argv: Array(101).fill('x') }, 'argv'],
    [{ name: 'a', argv: ['x'], timeoutSeconds: 0 }, 'timeoutSeconds'],
    [{ name: 'a', argv: ['x'], timeoutSeconds: 86_401 }, 'timeoutSeconds'],
    [{ name: 'a', argv: ['x'], report: '../x.xml' }, 'report'],
    [{ name: 'a', argv: ['x'], tags: [''] }, 'tags.0'],
    [{ name: 'a', argv: ['x'], shell: true }, 'shell'],
  ])('P1: a CI step cannot be %j', (step, wrong) => {
    const faults = faultsOf({ ci: { profiles: { strict: [step] } } });
    expect(faults.map((fault) => fault.path.join('.'))).toEqual([`ci.profiles.strict.0.${wrong}`]);
  });
});

describe('P1: a typo is refused, never ignored', () => {
  test.each([
    ['defautls', 'defaults'],
    ['Categories', 'categories'],
    ['debt_cleanup', 'debtCleanup'],
    ['defaults.run.token_cap', 'tokenCap'],
    ['defaults.tier.ciRunPerPhase', 'ciRunsPerPhase'],
    ['defaults.tier.minorIssuesPerPhase.critical_safety', null],
    ['defaults.phase.maxBuilderAttempt', 'maxBuilderAttempts'],
    ['categories.docs.sevirity', 'severity'],
    ['ci.profiles.stritc', 'strict'],
    ['ci.tries.Strict', 'strict'],
    ['quality', null],
  ])('P1: %s is not known; meant was %s', (path, meant) => {
    expect(faultsOf(documentWith(path, 1))).toEqual([
      {
        path: path.split('.'),
        message: expect.stringMatching(
          meant === null ? / is not known here; known are / : new RegExp(`; did you mean ${meant}\\?$`),
        ),
        line: path.split('.').length + 1,
      },
    ]);
  });

  test('P1: a word that is nearly one of ours is guessed', () => {
    expect(faultsOf(documentWith('categories.docs.complexity', 'hgih'))[0]!.message).toBe(
      'categories.docs.complexity must be one of low, medium, high; did you mean high?',
    );
  });

  test('P1: all faults are reported at once, in the order of the document, at most 50', () => {
    const document = { ci: { tries: 0 }, version: 0, foo: 1, defaults: { run: { tokenCap: 0 } } };
    expect(faultsOf(document).map((fault) => fault.line)).toEqual([3, 5, 6, 9]);
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`x${i}`, 1]));
    expect(faultsOf(many)).toHaveLength(50);
  });
});

describe('P1: lines', () => {
  test('P1: of a value, as JSON.stringify with two blanks prints it', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })),
        fc.string({ minLength: 1 }),
        (before, key) => {
          const document = { categories: before, version: 'x', [`z${key}`]: [] };
          const lines = JSON.stringify(document, null, 2).split('\n');
          const fault = faultsOf(document).find((each) => each.path[0] === 'version');
          // A document that has forbidden keys is not read any further; nor are more than 50 faults reported.
          fc.pre(fault !== undefined);
          expect(lines[fault.line - 1]).toMatch(/^ {2}"version": "x"/);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('P1: of a file, as its author sees it', () => {
    const yaml = [
      '# my rules',
      '',
      'version: 1',
      'ci:',
      '  # how often',
      '  tries: 99',
      '  profiles:',
      '    normal:',
      '      - name: a',
    ];
    expect(textFaultsOf(yaml.join('\n'))).toEqual([
      { path: ['ci', 'tries'], message: 'ci.tries must be at most 20', line: 6 },
      {
        path: ['ci', 'profiles', 'normal', '0', 'argv'],
        message: 'ci.profiles.normal.0.argv is missing; it must be a list',
        line: 9,
      },
    ]);
    expect(textFaultsOf('{\n\t"version": 1,\n\n\t"ci": {"tries": 0}}')).toMatchObject([{ line: 4 }]);
  });
});

describe('P1: files', () => {
  test('P1: YAML with comments, and JSON, give rules and the document', () => {
    const expected = {
      document: { version: 2, ci: { tries: 1 } },
      rules: { version: 2, ci: { tries: { normal: 1, strict: 1 } } },
    };
    expect(readRulesetText('# mine\nversion: 2 # two\nci: { tries: 1 }\n')).toEqual(expected);
    expect(readRulesetText('{"version": 2,\r\n "ci": {"tries": 1}}')).toEqual(expected);
    expect(readRulesetText('\ufeff{"version": 2, "ci": {"tries": 1}}')).toEqual(expected);
  });

  test.each([
    ['', 'must be an object', 1],
    ['- a', 'must be an object', 1],
    ['version: 1\nversion: 1', 'version is here twice', 2],
    ['{"version": 1,\n"version": 2}', 'version is here twice', 2],
    ['ci: &ci\n  tries: 1', 'must not have an anchor', 1],
    ['version: 1\naudit: *ci', 'audit must not be an alias', 2],
    ['ci: &ci { tries: 1 }\naudit: *ci', 'must not be an alias', 2],
    ['version: !!int 1', 'must not have a tag', 1],
    ['version: !mine 1', 'cannot be read: Unresolved tag', 1],
    ['%YAML 1.1\n---\nversion: 1', 'must have no YAML directive', 1],
    ['version: 1\n---\nversion: 2', 'must be the only document in its text', 2],
    ['version: 1\n  ci: 2', 'cannot be read', 1],
    ['version: 1\n\nci: [', 'cannot be read', 3],
    ['{"version": 1', 'cannot be read', 1],
    ['categories:\n  1: {}', 'categories has a key that is not plain text', 2],
    ['? [a]\n: 1', 'has a key that is not plain text', 1],
    ['<<: { version: 1 }', '"<<" is not known here', 1],
    ['version: .inf', 'version is not a JSON value', 1],
    ['__proto__:\n  version: 1', '__proto__ is a name that no document may use', 1],
  ])('P1: %j is refused: %s', (text, message, line) => {
    const faults = textFaultsOf(text);
    expect(faults.find((fault) => fault.message.includes(message))).toMatchObject({ line });
  });

  test('P1: yes and no are text in YAML 1.2, and are not taken for true and false', () => {
    expect(textFaultsOf('defaults:\n  phase:\n    autoApply: no')).toMatchObject([
      { message: 'defaults.phase.autoApply must be true or false', line: 3 },
    ]);
  });
});
