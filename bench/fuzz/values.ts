/** Values of arguments: ordinary ones by the name of the argument, and those that no program should send. */
import type { Pool } from './pool.js';
import type { Random } from './random.js';

/** Few, so that operations meet on the same things. */
const small = (name: string, random: Random): string => `${name}-${random.below(12)}`;

const PATCH = (random: Random): string => {
  const file = `src/file-${random.below(5)}.txt`;
  return `diff --git a/${file} b/${file}\nnew file mode 100644\n--- /dev/null\n+++ b/${file}\n@@ -0,0 +1 @@\n+line ${random.below(1_000)}\n`;
};

const BY_NAME: Readonly<Record<string, (random: Random) => unknown>> = {
  runId: (random) => small('run', random),
  tierId: (random) => small('tier', random),
  phaseId: (random) => small('phase', random),
  projectId: (random) => random.pick(['default', 'default', 'fuzz-1', 'fuzz-2']),
  workerId: (random) => small('worker', random),
  worker: (random) => small('worker', random),
  issueKey: (random) => `tests__subject_${random.below(6)}`,
  patch: PATCH,
  patchText: PATCH,
  planMarkdown: (random) => `## T1: One\n\n### F1: ${small('Phase', random)}\n\n- Paths: src/**\n`,
  idempotencyKey: (random) => (random.chance(0.8) ? null : small('key', random)),
  waitSeconds: () => 0,
  maxPhases: (random) => 1 + random.below(1_000),
  maxDurationMinutes: (random) => 1 + random.below(10_000),
  first: (random) => random.below(20),
  tokensUsed: (random) => random.below(2_000),
  addTokens: (random) => random.below(2_000),
  repositoryPath: () => '/nowhere/repository',
  expectedRunVersion: () => null,
  commit: (random) =>
    random
      .below(2 ** 31)
      .toString(16)
      .padStart(40, '0'),
  path: (random) => random.pick(['run_summary.md', 'plan.md', 'src/a.txt']),
  paths: () => 'src/**',
  allowedPaths: () => 'src/**',
};

/** What a well-behaved client could send. */
export function ordinaryValue(type: string, name: string, pool: Pool, random: Random): unknown {
  const known = random.chance(0.8) ? pool.find(name, random) : undefined;
  if (known !== undefined && (type !== 'Int' || typeof known === 'number')) return known;
  const byName = BY_NAME[name];
  if (byName) {
    const value = byName(random);
    if (value !== null || type !== 'ID') return value;
  }
  switch (type) {
    case 'Int':
    case 'SafeInt':
      return random.below(100);
    case 'Float':
      return random.below(100) / 4;
    case 'Boolean':
      return random.chance(0.5);
    case 'DateTime':
      return new Date(1_700_000_000_000 + random.below(1e9) * 100).toISOString();
    case 'JSONObject':
      return random.pick([
        {},
        { version: 1 },
        { defaults: { autoApply: random.chance(0.5) } },
        { ci: { tries: 2 } },
        { nothing: 1 },
      ]);
    default:
      return small(name, random);
  }
}

const STRANGE: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e300,
    2 ** 31,
    2 ** 53,
    '',
    ' ',
    'null',
    '\u0000',
    '\ud800',
    '../x',
    'a/b',
    'con',
    '💥',
    '\u202e',
  ],
  ...[
    'DROP TABLE run',
    '${x}',
    '%s',
    '2026-13-40T00:00:00Z',
    '9'.repeat(400),
    {},
    [],
    [[]],
    [null],
    { a: 1 },
    { constructor: 1 },
    { toString: 'x' },
  ],
];

/** What no client should send, of moderate size and sometimes more. */
export function wildValue(random: Random): unknown {
  if (random.chance(0.04)) return 'x'.repeat(random.pick([201, 10_001, 300_000]));
  if (random.chance(0.03))
    return Object.fromEntries(Array.from({ length: random.pick([50, 1_999, 2_500]) }, (_, i) => [`key${i}`, i]));
  if (random.chance(0.03)) return Array.from({ length: random.pick([101, 999, 25_000]) }, () => random.pick(STRANGE));
  if (random.chance(0.02)) return JSON.parse(`${'['.repeat(60)}1${']'.repeat(60)}`) as unknown;
  return random.pick(STRANGE);
}
