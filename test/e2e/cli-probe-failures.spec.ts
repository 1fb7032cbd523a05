import { readdirSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startTestServer, type TestServer } from '../support/server/server.js';
import { cli, documentOf, type Ended } from './cli.fixture.js';

const patience = 60_000;

const here = cli();

const autopackAt = ({ url, database, runsRoot }: TestServer, ...args: string[]): Promise<Ended> =>
  here.autopack([...args, '--url', url], { env: { DATABASE_URL: database.url, AUTONOMOUS_RUNS_DIR: runsRoot } });

const failuresOf = (ended: Ended): string[] =>
  documentOf(ended)
    .checks.filter(({ result }: { result: string }) => result === 'failed')
    .map(({ name }: { name: string }) => name);

/** The probe makes its repository below this folder, so that others' temporary files do not matter. */
let temporary: string;

beforeAll(async () => void (temporary = await realpath(await mkdtemp(join(tmpdir(), 'autopack-probes-')))));

afterAll(() => rm(temporary, { recursive: true, force: true }));

const promotionProbe = (...args: string[]): Promise<Ended> =>
  here.autopack(['probe', 'promotion', ...args], { env: { TMPDIR: temporary } });

/** Its rows stay wrong, so nobody else looks at it. */
describe('beside a server that does something else with its rows', () => {
  let wrong: TestServer;
  beforeAll(async () => {
    wrong = await startTestServer();
  }, patience);
  afterAll(() => wrong?.close());

  /** A server that does something else with a row than it should, for as long as `work` takes. */
  async function misbehaving<Result>(
    table: string,
    when: string,
    then: string,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const { database } = wrong;
    await database.query(
      `create function misbehave() returns trigger language plpgsql as $$ begin ${then}; return new; end $$`,
    );
    await database.query(
      `create trigger misbehave before ${when} on ${table} for each row execute function misbehave()`,
    );
    try {
      return await work();
    } finally {
      await database.query('drop function misbehave cascade');
    }
  }

  test(
    'probe issues fails where a run counts wrong, and names the counters',
    async () => {
      const ended = await misbehaving(
        'run',
        'update',
        'if new.minor_issues_count = 1 then new.minor_issues_count := 99; end if',
        () => autopackAt(wrong, 'probe', 'issues', '--json'),
      );
      expect(ended.code).toBe(1);
      expect(failuresOf(ended)).toContain('a minor issue on F1.1: counters of phases, tier and run');
      expect(ended.err).toMatch(/failed .+found .+\["run",99,0\]/);
    },
    patience,
  );

  test(
    'probe strategy fails where phases have other budgets than their strategy',
    async () => {
      const ended = await misbehaving('phase', 'insert', 'new.max_builder_attempts := 9', () =>
        autopackAt(wrong, 'probe', 'strategy', '--json'),
      );
      expect(ended.code).toBe(1);
      expect(failuresOf(ended)).toEqual(['the budgets of its phases come from it']);
    },
    patience,
  );

  test(
    'B1: probe work fails where tokens are charged wrong, and names the totals',
    async () => {
      const ended = await misbehaving(
        'run',
        'update',
        'if new.tokens_used = 100 then new.tokens_used := 99; end if',
        () => autopackAt(wrong, 'probe', 'work', '--json'),
      );
      expect(ended.code).toBe(1);
      expect(failuresOf(ended)).toEqual(
        expect.arrayContaining(['tokens of phase, tier and run after a first total of 100']),
      );
      expect(ended.err).toMatch(/failed .+first total of 100.+found \[100,100,99\]/);
    },
    patience,
  );

  test(
    'W4: probe work fails where a late result is forgotten',
    async () => {
      await wrong.database.query(
        'create function forget() returns trigger language plpgsql as $$ begin delete from late_result; return null; end $$',
      );
      await wrong.database.query(
        'create trigger forget after insert on late_result for each statement execute function forget()',
      );
      try {
        const ended = await autopackAt(wrong, 'probe', 'work', '--json');
        expect(ended.code).toBe(1);
        expect(failuresOf(ended)).toEqual(
          expect.arrayContaining([
            'it is kept as a late result that can be read, its tokens displayed and not charged',
            'so was the late one',
          ]),
        );
      } finally {
        await wrong.database.query('drop function forget cascade');
      }
    },
    patience,
  );

  test(
    'G3: probe promotion says so where the server does not see its folder',
    async () => {
      const ended = await misbehaving('project', 'insert', "new.repository_path := '/nowhere/probe.git'", () =>
        promotionProbe('--json', '--url', wrong.url),
      );
      expect({ code: ended.code, ...documentOf(ended) }).toMatchObject({
        code: 1,
        error: expect.stringMatching(/cannot use the probe's repository.+must run on this machine/),
      });
      expect(readdirSync(temporary)).toEqual([]);
    },
    patience,
  );

  test(
    'V3: probe promotion fails where red CI is written down as green, and removes its folder all the same',
    async () => {
      const ended = await misbehaving('ci_try', 'insert', "new.verdict := 'GREEN'", () =>
        promotionProbe('--json', '--url', wrong.url),
      );
      expect(ended.code).toBe(1);
      expect(failuresOf(ended)).toEqual(expect.arrayContaining(['it is recorded as flaky, with both tries']));
      expect(readdirSync(temporary)).toEqual([]);
    },
    patience,
  );

  test(
    'probe fails where issues are counted that nobody reported',
    async () => {
      const ended = await misbehaving('run', 'update', 'new.minor_issues_count := 1', () =>
        autopackAt(wrong, 'probe', '--json'),
      );
      expect({ code: ended.code, failed: failuresOf(ended) }).toEqual({
        code: 1,
        failed: ['nobody reported issues, and none are counted'],
      });
    },
    patience,
  );
});
