/** The `autopack` command as users start it: the built program, as a process of its own. */
import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { isBuiltin } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';

import { gql } from '../support/api/gql.js';
import { waitForFiles } from '../support/server/files.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { cli, documentOf, repository, unusedPort } from './cli.fixture.js';

const TOKEN = 'a-token-for-tests';

/** A server starts, on a busy machine. */
const patience = 60_000;

const here = cli();

const { autopack } = here;

describe('the command line', () => {
  test(
    'helps, with the exit codes of every command',
    async () => {
      for (const args of [
        ['--help'],
        ['serve', '--help'],
        ['demo', '--help'],
        ['rebuild', '--help'],
        ['doctor', '--help'],
        ['plan', 'check', '--help'],
        ['plan', 'format', '--help'],
        ['run', 'start', '--help'],
        ['strategy', 'preview', '--help'],
        ['ruleset', 'check', '--help'],
        ['ruleset', 'publish', '--help'],
        ['ruleset', 'show', '--help'],
      ]) {
        const { code, out } = await autopack(args);
        expect({ args, code }).toEqual({ args, code: 0 });
        expect(out).toMatch(/Exit codes:\n {2}0 .+\n {2}1 [^]+\n {2}2 [^]+\n {2}64 /);
        expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
        if (args.length > 1) expect(out).toContain('--json');
      }
    },
    patience,
  );

  test(
    'prints its version, and invalid arguments end with 64',
    async () => {
      const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
      expect(await autopack(['--version'])).toMatchObject({ code: 0, out: `${version}\n` });
      for (const args of [
        ...[
          [],
          ['dance'],
          ['doctor', '--colour'],
          ['demo', '--scenario', 'dance'],
          ['rebuild'],
          ['rebuild', 'r', '--all'],
          ['rebuild', '--all', '--url', 'ftp://x'],
        ],
        ...[
          ['plan'],
          ['plan', 'check'],
          ['plan', 'format', '-', '--write'],
          ['plan', 'check', 'a.md', 'b.md'],
          ['plan', 'dance'],
        ],
        ...[
          ['run'],
          ['run', 'start'],
          ['run', 'start', 'a.md', '--profile', 'fast'],
          ['run', 'start', 'a.md', '--scope', 'two tiers'],
        ],
        ...[
          ['strategy'],
          ['strategy', 'preview'],
          ['strategy', 'preview', 'a.md', '--version', '-1'],
          ['strategy', 'preview', 'a.md', '--against', 'x'],
        ],
        ...[
          ['strategy', 'preview', 'a.md', '--version', '1', '--ruleset', 'r.json'],
          ['strategy', 'preview', '-', '--ruleset', '-'],
        ],
        ...[
          ['ruleset'],
          ['ruleset', 'check'],
          ['ruleset', 'publish'],
          ['ruleset', 'publish', 'r.json', '--expect', '1.5'],
          ['ruleset', 'show', '1'],
        ],
      ]) {
        expect({ args, code: (await autopack(args)).code }).toEqual({ args, code: 64 });
      }
    },
    patience,
  );

  test('commands that only talk HTTP load neither Nest nor TypeORM', () => {
    const dist = join(repository, 'dist');
    const packed = readdirSync(join(dist, 'packed'));
    const fileOf = (command: string): string =>
      join(
        dist,
        'packed',
        packed.find((name) => new RegExp(`^${command}-[A-Z0-9]{8}\\.js$`).test(name)) ?? `no ${command}`,
      );
    /** Packages of which something is in the files that are read at once, by their source maps. */
    const loadedBy = (...commands: string[]): string[] => {
      const seen = new Set<string>();
      const packages = new Set<string>();
      const follow = (path: string): void => {
        if (seen.has(path)) return;
        seen.add(path);
        const { sources } = JSON.parse(readFileSync(`${path}.map`, 'utf8')) as { sources: string[] };
        for (const source of sources) packages.add(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? '');
        const text = readFileSync(path, 'utf8');
        for (const [, file, name] of text.matchAll(/(?:^import|^[^"]* from) "(?:(\.[^"]+)|([^"]+))";$/gm)) {
          if (file !== undefined) follow(resolve(dirname(path), file));
          else packages.add(name!);
        }
      };
      for (const path of [join(dist, 'cli/main.js'), ...commands.map(fileOf)]) follow(path);
      return [...packages].filter((name) => name !== '' && !isBuiltin(name)).sort();
    };
    expect(loadedBy('serve', 'main')).toEqual(expect.arrayContaining(['@nestjs/core', 'graphql', 'pino', 'typeorm']));
    expect(loadedBy('rebuild')).toEqual(['commander']);
    for (const command of ['plan', 'start-run', 'strategy-preview', 'ruleset', 'run-list', 'run-explain']) {
      expect(loadedBy(command).filter((name) => /nest|typeorm|graphql|^pg$/.test(name))).toEqual([]);
    }
  });

  test('a reader that has seen enough, as head has, is no failure', async () => {
    const plan = await here.file('long.md', `## T\n${'### P\n'.repeat(1_000)}`);
    const onOut = (_: string, child: ChildProcess): void => void child.stdout!.destroy();
    expect(await autopack(['plan', 'format', plan], { onOut })).toMatchObject({ code: 0, err: '' });
  });
});

describe('beside a running server', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ AUTOPACK_TOKEN: TOKEN });
  }, patience);
  afterAll(async () => server.close());

  const there = (...args: string[]): string[] => [...args, '--url', server.url, '--token', TOKEN];
  async function newRun(): Promise<string> {
    const plan = { tiers: [{ tierId: 'T1', name: 'One', phases: [{ phaseId: 'P1', name: 'One' }] }] };
    const data = await server.request(
      gql('mutation ($input: StartRunInput!) { startRun(input: $input) { run { runId } } }'),
      {
        input: plan,
      },
    );
    return data.startRun.run!.runId;
  }

  test('rebuild writes the files of one run again, and of every run', async () => {
    const runId = await newRun();
    const summary = join(server.runsRoot, runId, 'run_summary.md');
    await waitForFiles(server, runId);
    const before = await readFile(summary, 'utf8');
    await rm(summary);
    const one = await autopack(there('rebuild', runId, '--json'));
    expect(one.code).toBe(0);
    expect(documentOf(one)).toMatchObject({ ok: true, rebuilt: [{ runId, files: 4, upToDate: true }], failed: [] });
    expect(await readFile(summary, 'utf8')).toBe(before);

    await writeFile(summary, 'nonsense');
    const all = await autopack(there('rebuild', '--all'));
    expect(all).toMatchObject({ code: 0, out: expect.stringContaining(`${runId}: 4 files in `) });
    expect(await readFile(summary, 'utf8')).toBe(before);
  });

  test('rebuild of a run that is not there fails with 1 and says so', async () => {
    const ended = await autopack(there('rebuild', 'no-such-run', '--json'));
    expect(ended.code).toBe(1);
    expect(documentOf(ended)).toMatchObject({
      ok: false,
      rebuilt: [],
      failed: [{ runId: 'no-such-run', error: expect.stringMatching(/no-such-run/) }],
    });
  });

  test('doctor finds nothing, and then the live run whose files were changed', async () => {
    const env = { DATABASE_URL: server.database.url };
    const runId = await newRun();
    const well = await autopack(there('doctor', '--json'), { env });
    expect({ code: well.code, err: well.err }).toMatchObject({
      code: 0,
      err: expect.stringMatching(/database: PostgreSQL \d+.+at 127/),
    });
    expect(documentOf(well)).toMatchObject({ ok: true, failed: 0 });

    await waitForFiles(server, runId);
    await writeFile(join(server.runsRoot, runId, 'run_summary.md'), 'nonsense');
    const ill = await autopack(there('doctor'), { env });
    expect(ill.code).toBe(1);
    expect(ill.out).toContain(`autopack rebuild ${runId}`);
    expect(ill.out).not.toContain(new URL(server.database.url).password || 'no password');
  });

  test('A1: commands send the token of the option, the environment or .env; without it they say what is missing', async () => {
    const without = await autopack(['run', 'list', '--json', '--url', server.url]);
    expect({ code: without.code, ...documentOf(without) }).toMatchObject({
      code: 1,
      error: expect.stringMatching(/asks for a token\. Set AUTOPACK_TOKEN/),
    });
    expect((await autopack(['run', 'list', '--url', server.url, '--token', 'a-wrong-token'])).err).toMatch(
      /does not accept this token/,
    );
    expect(
      (await autopack(['rebuild', '--all', '--url', `${server.url}/graphql`], { env: { AUTOPACK_TOKEN: TOKEN } })).code,
    ).toBe(0);
    await writeFile(join(here.folder, '.env'), `AUTOPACK_TOKEN=${TOKEN}\nPORT=${new URL(server.url).port}\n`);
    try {
      expect(await autopack(['rebuild', '--all'])).toMatchObject({ code: 0, err: '' });
    } finally {
      await rm(join(here.folder, '.env'));
    }
  });
});

describe('beside no server', () => {
  let other: Server;
  let nowhere: string;
  beforeAll(async () => {
    nowhere = `http://127.0.0.1:${await unusedPort()}`;
    other = createServer((_, response) => response.writeHead(404).end('<html>Not here</html>'));
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  });
  afterAll(() => new Promise((done) => other.close(done)));

  test('commands fail with 2 and a sentence: nothing listens, an unknown name, no Autopack', async () => {
    for (const [url, sentence] of [
      [
        nowhere,
        /No server can be reached at http:\/\/127\.0\.0\.1:\d+: nothing listens there\. Start one with npm start/,
      ],
      ['nobody.invalid', /No server can be reached at http:\/\/nobody\.invalid: the name/],
      [`http://127.0.0.1:${(other.address() as AddressInfo).port}`, /is no Autopack server \(HTTP 404\)/],
    ] as const) {
      const ended = await autopack(['run', 'list', '--json', '--url', url]);
      expect({ url, code: ended.code, ...documentOf(ended) }).toEqual({
        url,
        code: 2,
        ok: false,
        exitCode: 2,
        error: expect.stringMatching(sentence),
      });
      expect(ended.err).toMatch(sentence);
    }
  });

  test(
    'so does every command that talks to a server',
    async () => {
      const plan = await here.file('plan.md', '## T\n### P\n');
      const ruleset = await here.file('ruleset.json', '{}');
      const commands = [
        ...[
          ['run', 'watch', 'a'],
          ['events', 'a', '--follow'],
          ['run', 'start', plan],
          ['strategy', 'preview', plan],
        ],
        ...[
          ['ruleset', 'publish', ruleset],
          ['ruleset', 'show'],
          ['rebuild', '--all'],
        ],
      ];
      for (const args of commands) {
        const ended = await autopack([...args, '--json', '--url', nowhere]);
        expect({ args, code: ended.code, ...documentOf(ended) }).toMatchObject({
          args,
          code: 2,
          ok: false,
          exitCode: 2,
        });
      }
    },
    patience,
  );

  test('doctor minds only a server that it was asked about, and reports what else is wrong', async () => {
    await writeFile(join(here.folder, 'a-file'), '');
    const well = await autopack(['doctor'], { env: { PORT: new URL(nowhere).port } });
    expect(well).toMatchObject({ code: 0, out: expect.stringContaining(`none runs at ${nowhere}`) });
    expect((await autopack(['doctor', '--url', nowhere])).code).toBe(1);
    const env = {
      AUTONOMOUS_RUNS_DIR: 'a-file',
      DATABASE_URL: 'postgres://user:hidden@127.0.0.1:1/none',
      AUTOPACK_COLOUR: 'blue',
      PORT: new URL(nowhere).port,
    };
    const ill = await autopack(['doctor', '--json'], { env });
    expect(ill.code).toBe(1);
    const found = documentOf(ill).checks.map(
      ({ name, result }: { name: string; result: string }) => `${name} ${result}`,
    );
    // Whether programs of agents are there is the machine's affair.
    expect(found.filter((each: string) => !/^agents (ok|note)$/.test(each))).toEqual([
      'Node ok',
      'settings note',
      'settings ok',
      'run files failed',
      'git ok',
      'database failed',
      'server note',
    ]);
    expect(ill.out + ill.err).not.toContain('hidden');
  });
});
