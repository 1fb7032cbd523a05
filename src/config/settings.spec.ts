import { BUDGET_DEFAULTS } from '../domain/model/limits.js';
import { type Environment, isLoopbackAddress, isOpen, readSettings, SETTING_NAMES, SettingsError } from './settings.js';

const CWD = '/srv/app';
const read = (environment: Environment) => readSettings(environment, CWD);

function problemsOf(environment: Environment): readonly string[] {
  try {
    read(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('settings: defaults', () => {
  test('settings: without any setting the server has the documented defaults', () => {
    expect(read({})).toEqual({
      host: '127.0.0.1',
      port: 8000,
      databaseUrl: undefined,
      dataDir: '/srv/app/.autopack',
      runsDir: '.autonomous_runs',
      runsRoot: '/srv/app/.autonomous_runs',
      token: undefined,
      allowedHosts: [],
      trustedProxies: [],
      allowedOrigins: [],
      playground: true,
      introspection: true,
      trustedDocuments: undefined,
      repositoryRoots: [],
      webhookHosts: [],
      remoteProtocols: ['https', 'ssh'],
      remoteCredentials: undefined,
      logLevel: 'info',
      poolSize: 10,
      commandsPerMinute: 600,
      workPerMinute: 6_000,
      mcp: false,
      budgets: BUDGET_DEFAULTS,
      traces: null,
      warnings: [],
    });
  });

  test('settings: an empty value counts as unset', () => {
    const empty = Object.fromEntries(SETTING_NAMES.map((name) => [name, '']));
    expect(read(empty)).toEqual(read({}));
  });

  test('settings: the documented names are all read', () => {
    const named = [
      'HOST',
      'PORT',
      'DATABASE_URL',
      'AUTOPACK_DATA_DIR',
      'AUTONOMOUS_RUNS_DIR',
      'AUTOPACK_TOKEN',
      'AUTOPACK_ALLOWED_HOSTS',
      'AUTOPACK_TRUSTED_PROXIES',
    ];
    const budgets = [
      'AUTOPACK_DRAFT_HOURS',
      'AUTOPACK_REPOSITORY_ROOTS',
      'RUN_TOKEN_CAP',
      'RUN_MAX_PHASES',
      'RUN_MAX_DURATION_MINUTES',
    ];
    expect(SETTING_NAMES).toEqual(expect.arrayContaining([...named, ...budgets]));
  });

  test('settings: what is set is taken', () => {
    const settings = read({
      HOST: '::1',
      PORT: '0',
      DATABASE_URL: 'postgresql://u:p@db:5432/x',
      AUTOPACK_DATA_DIR: 'data',
      AUTONOMOUS_RUNS_DIR: '/var/runs',
      AUTOPACK_TOKEN: 'a-long-token',
      AUTOPACK_ALLOWED_HOSTS: ' Build.example , ,ci.example:8000',
      AUTOPACK_REPOSITORY_ROOTS: '/repos,/more',
      AUTOPACK_DRAFT_HOURS: '48',
      AUTOPACK_LOG_LEVEL: 'debug',
      AUTOPACK_POOL_SIZE: '20',
      AUTOPACK_MCP: 'on',
      RUN_TOKEN_CAP: '1000000000000',
      RUN_MAX_PHASES: '1000',
      RUN_MAX_DURATION_MINUTES: '10080',
      AUTOPACK_ALLOWED_ORIGINS: 'https://Ops.example, http://localhost:5173, http://[::1]:81',
      AUTOPACK_PLAYGROUND: 'off',
      AUTOPACK_INTROSPECTION: 'off',
      AUTOPACK_TRUSTED_DOCUMENTS: 'own, web/documents.json',
      AUTOPACK_TRUSTED_PROXIES: '10.0.0.0/8,::1',
    });
    expect(settings).toEqual({
      host: '::1',
      port: 0,
      databaseUrl: 'postgresql://u:p@db:5432/x',
      dataDir: '/srv/app/data',
      runsDir: '/var/runs',
      runsRoot: '/var/runs',
      token: 'a-long-token',
      allowedHosts: ['build.example', 'ci.example:8000'],
      trustedProxies: ['10.0.0.0/8', '::1'],
      allowedOrigins: ['https://ops.example', 'http://localhost:5173', 'http://[::1]:81'],
      playground: false,
      introspection: false,
      trustedDocuments: ['/srv/app/web/documents.json'],
      repositoryRoots: ['/repos', '/more'],
      webhookHosts: [],
      remoteProtocols: ['https', 'ssh'],
      remoteCredentials: undefined,
      logLevel: 'debug',
      poolSize: 20,
      commandsPerMinute: 600,
      workPerMinute: 6_000,
      mcp: true,
      budgets: {
        ...BUDGET_DEFAULTS,
        runTokenCap: 1e12,
        runMaxPhases: 1000,
        runMaxDurationMinutes: 10_080,
        draftHours: 48,
      },
      traces: null,
      warnings: [],
    });
  });
});

describe('A1: who can reach the server', () => {
  test.each(['0.0.0.0', '::', '192.168.1.5', 'build.example', '127.0.0.1.example', '1127.0.0.1', 'localhost.example'])(
    'A1: bound to %s the server is not open, with a token or without',
    (HOST) => {
      expect(isOpen(read({ HOST }))).toBe(false);
      expect(isOpen(read({ HOST, AUTOPACK_TOKEN: '' }))).toBe(false);
    },
  );

  test('A1: with a token it may listen anywhere', () => {
    expect(read({ HOST: '0.0.0.0', AUTOPACK_TOKEN: 'a-long-token' }).host).toBe('0.0.0.0');
  });

  test.each(['127.0.0.1', '127.9.8.7', 'localhost', 'LocalHost', 'a.localhost', '::1', '[::1]'])(
    'A1: bound to %s it may be open',
    (HOST) => {
      expect(isLoopbackAddress(HOST)).toBe(true);
      expect(read({ HOST }).token).toBeUndefined();
    },
  );

  test('A1: a token that is short enough to guess is refused', () => {
    expect(problemsOf({ AUTOPACK_TOKEN: '1234567' })).toEqual(['AUTOPACK_TOKEN must have at least 8 characters']);
    expect(read({ AUTOPACK_TOKEN: '12345678' }).token).toBe('12345678');
  });
});

describe('settings: wrong values stop the start', () => {
  test.each([
    ['PORT', 0, 65_535],
    ['AUTOPACK_DRAFT_HOURS', 1, 8_760],
    ['AUTOPACK_POOL_SIZE', 2, 200],
    ['RUN_TOKEN_CAP', 1, 1_000_000_000_000],
    ['RUN_MAX_PHASES', 1, 1_000],
    ['RUN_MAX_DURATION_MINUTES', 1, 10_080],
  ])('settings: %s takes whole numbers from %d to %d and nothing else', (name, least, most) => {
    for (const value of [least, most]) expect(problemsOf({ [name]: `${value}` })).toEqual([]);
    for (const value of [`${least - 1}`, `${most + 1}`, '-1', '1.5', '1e3', '0x10', ' 7', 'many', '9'.repeat(40)]) {
      expect({ value, problems: problemsOf({ [name]: value }) }).toEqual({
        value,
        problems: expect.arrayContaining([`${name} must be a whole number from ${least} to ${most}`]),
      });
    }
  });

  test('settings: every problem is told at once, each on its line', () => {
    expect(() => read({ PORT: 'x', DATABASE_URL: 'mysql://db', AUTOPACK_LOG_LEVEL: 'loud' })).toThrow(
      /^The configuration cannot be used:\n {2}- PORT must be .+\n {2}- DATABASE_URL must look like postgres:.+\n {2}- AUTOPACK_LOG_LEVEL .+$/,
    );
  });

  test('A4: a wrong value is not repeated in the message: it may hold a secret', () => {
    const message = problemsOf({ DATABASE_URL: 'mysql://user:hunter22@db', AUTOPACK_TOKEN: 'short' }).join('\n');
    expect(message).not.toMatch(/hunter22|short/);
  });
});

describe('settings: unknown names', () => {
  test('settings: an unknown AUTOPACK_ name is reported and the server starts', () => {
    const { warnings } = read({ AUTOPACK_TOKN: 'secret-value', AUTOPACK_COLOUR: 'blue' });
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain('AUTOPACK_TOKN is not a setting of this server');
    expect(warnings[1]).toContain('AUTOPACK_COLOUR');
    expect(warnings.join()).not.toContain('secret-value');
  });

  test('settings: names that are not ours are nobody’s business, and an empty one is no mistake', () => {
    expect(read({ PATH: '/bin', RUN_FAST: '1', NODE_ENV: 'test', AUTOPACK_COLOUR: '' }).warnings).toEqual([]);
  });
});
