/** What of OpenTelemetry is installed and loaded. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { freshDatabase } from '../support/server/databases.js';

/** Starts the built server on the database, stops it, and answers which files of OpenTelemetry the process has loaded. */
const PROGRAM = `
import { createRequire } from 'node:module';
const { startServer } = await import(process.argv[1] + '/dist/main.js');
const { readSettings } = await import(process.argv[1] + '/dist/config/settings.js');
const server = await startServer(readSettings(process.env, process.cwd()));
await server.close();
const loaded = Object.keys(createRequire(import.meta.url).cache).filter((file) => file.includes('@opentelemetry'));
console.log(JSON.stringify(loaded));
process.exit(0);
`;

describe('O9: packages of OpenTelemetry', () => {
  const database = { url: '', drop: async () => undefined as unknown };
  beforeAll(async () => Object.assign(database, await freshDatabase()), 60_000);
  afterAll(() => database.drop());

  const loaded = (environment: Record<string, string>): string[] => {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', AUTOPACK_LOG_LEVEL: 'silent' };
    const words = ['--input-type=module', '-e', PROGRAM, process.cwd()];
    const options = { encoding: 'utf8', env: { ...env, DATABASE_URL: database.url, ...environment } } as const;
    return JSON.parse(execFileSync(process.execPath, words, options).trim().split('\n').at(-1)!) as string[];
  };

  it('O9: without an endpoint nothing is loaded but the interface that the metrics bring', () => {
    const others = (files: readonly string[]): string[] =>
      files.filter((file) => !file.includes('/@opentelemetry/api/'));
    expect(others(loaded({}))).toEqual([]);
    expect(others(loaded({ OTEL_SERVICE_NAME: 'builds' }))).toEqual([]);
    expect(others(loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })).length).toBeGreaterThan(0);
  }, 60_000);

  it('O9: the interface is installed once, in a version that the SDK accepts', () => {
    const copies = (folder: string): string[] =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        if (!entry.isDirectory() || entry.name === '.bin') return [];
        const path = join(folder, entry.name);
        if (entry.name.startsWith('@')) return copies(path);
        const nested = join(path, 'node_modules');
        const own = path.endsWith('@opentelemetry/api') ? [path] : [];
        return [...own, ...(readdirSync(path).includes('node_modules') ? copies(nested) : [])];
      });
    const found = copies('node_modules');
    expect(found).toEqual(['node_modules/@opentelemetry/api']);
    const manifest = JSON.parse(readFileSync(join(found[0]!, 'package.json'), 'utf8')) as { version: string };
    expect(manifest.version).toMatch(/^1\.[0-9]\./);
  });
});
