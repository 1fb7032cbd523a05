import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { parse } from 'yaml';

import { SETTING_NAMES } from '../../src/config/settings.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

interface Service {
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
  readonly volumes: readonly string[];
}

describe('docker/compose.yaml', () => {
  let compose: {
    readonly services: Readonly<Record<'postgres' | 'autopack', Service>>;
    readonly volumes: Readonly<Record<string, unknown>>;
  };
  beforeAll(async () => {
    compose = parse(await readFile(join(root, 'docker', 'compose.yaml'), 'utf8'));
  });

  test('A1: takes the token from the environment and says what to do when it is missing', () => {
    expect(compose.services.autopack.environment.AUTOPACK_TOKEN).toMatch(
      /^\$\{AUTOPACK_TOKEN:\?Set AUTOPACK_TOKEN [^}]+\}$/,
    );
  });

  test('waits for a healthy database before it starts the server', () => {
    expect(compose.services.postgres.healthcheck?.test.join(' ')).toContain('pg_isready');
    expect(compose.services.autopack.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(compose.services.autopack.environment.DATABASE_URL).toMatch(/^postgres:\/\/.+@postgres:5432\/autopack$/);
    expect(compose.services.postgres.environment.POSTGRES_DB).toBe('autopack');
  });

  test('opens only the server, and that to this machine only', () => {
    expect(compose.services.postgres.ports).toBeUndefined();
    expect(compose.services.autopack.ports).toEqual(['127.0.0.1:${PORT:-8000}:8000']);
  });

  test('builds what is there, sets only settings, and keeps rows and files in volumes', () => {
    const { build, environment } = compose.services.autopack;
    expect(existsSync(join(root, 'docker', build!.context, build!.dockerfile))).toBe(true);
    for (const name of Object.keys(environment)) expect(SETTING_NAMES).toContain(name);
    const mounted = Object.values(compose.services).flatMap(({ volumes }) =>
      volumes.map((volume) => volume.split(':')[0]),
    );
    expect(mounted.sort()).toEqual(Object.keys(compose.volumes).sort());
  });
});

describe('docker/Dockerfile', () => {
  let lines: readonly string[];
  beforeAll(async () => {
    const text = await readFile(join(root, 'docker', 'Dockerfile'), 'utf8');
    lines = text.replace(/\\\n/g, ' ').split('\n');
  });
  const instructions = (name: string): string[] =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));

  test('copies only what exists', () => {
    const sources = instructions('COPY')
      .filter((copy) => !copy.startsWith('--from='))
      .flatMap((copy) => copy.split(/\s+/).slice(0, -1));
    expect(sources).toContain('package-lock.json');
    for (const source of sources)
      expect({ source, exists: existsSync(join(root, source)) }).toEqual({ source, exists: true });
  });

  test('runs the built server, healthy when it is ready, not as root', () => {
    expect(instructions('USER')).toEqual(['node']);
    expect(instructions('HEALTHCHECK')[0]).toContain('/health/ready');
    expect(JSON.parse(instructions('CMD').at(-1)!)).toEqual(['node', 'dist/cli/main.js', 'serve']);
  });

  test('G2: has git, and the presets of agents', () => {
    expect(instructions('RUN').some((run) => /apt-get install .*\bgit\b/.test(run))).toBe(true);
    expect(instructions('COPY')).toContain('presets ./presets');
  });

  test('A1: listens for others, and holds no token: without one the server refuses to start', () => {
    const set = instructions('ENV').flatMap((entry) =>
      [...entry.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value] as const),
    );
    expect(set).toContainEqual(['HOST', '0.0.0.0']);
    const names = set.map(([name]) => name!).filter((name) => !['CI', 'NODE_ENV'].includes(name));
    for (const name of names) expect(SETTING_NAMES).toContain(name);
    expect(names).not.toContain('AUTOPACK_TOKEN');
  });
});
