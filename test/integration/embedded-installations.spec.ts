/** The embedded database in unusual installations, and what a user must repair. */
import { chmod, cp, mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import {
  acquire,
  cloneWithoutLinks,
  closedFolder,
  copiedPrograms,
  failureOf,
  folders,
  folderWithCluster,
  isRoot,
  openFolder,
  patience,
  query,
  quick,
  rootTest,
  serverFailure,
  serverProcess,
  useDataFolders,
} from './embedded-servers.fixture.js';

useDataFolders();

describe('an unusual installation', () => {
  test(
    'works when install scripts were skipped, so that library links are missing',
    async () => {
      const clone = await cloneWithoutLinks(await openFolder());
      const server = await serverProcess({ dataDir: join(clone, '.autopack'), settings: quick, clone });
      expect(await query(server.info.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      await server.leave();
    },
    patience,
  );

  rootTest(
    'as root, a checkout and data folder below a closed folder work: programs and data lie outside',
    async () => {
      const clone = await cloneWithoutLinks(await closedFolder());
      const dataDir = join(clone, '.autopack');
      const first = await serverProcess({ dataDir, settings: quick, clone });
      const home = dirname(first.info.dataDirectory);
      const copies = copiedPrograms(first.info.log);
      folders.add(home).add(copies[0] ?? home);
      try {
        expect(copies).toHaveLength(1);
        expect(home.startsWith(clone)).toBe(false);
        expect((await readFile(join(dataDir, 'pgdata.location'), 'utf8')).trim()).toBe(home);
        await query(first.info.url, 'create table kept as select 7 as value');
        await first.leave();

        const second = await serverProcess({ dataDir, settings: quick, clone });
        expect(second.info.dataDirectory).toBe(first.info.dataDirectory);
        expect(copiedPrograms(second.info.log)).toEqual([]);
        expect(await query(second.info.url, 'select value from kept')).toEqual([{ value: 7 }]);
        await second.leave();

        const copied = join(await closedFolder(), 'copy');
        await cp(dataDir, copied, { recursive: true });
        await expect(acquire(copied)).rejects.toThrow(/is a copy of .*\.autopack/);
      } finally {
        for (const folder of [home, ...copies]) await rm(folder, { recursive: true, force: true });
        await rmdir(dirname(home)).catch(() => undefined);
      }
    },
    patience,
  );

  rootTest(
    'a user without a home, on an installation that it cannot write to and that lacks the links',
    async () => {
      const folder = await openFolder();
      const clone = await cloneWithoutLinks(folder);
      const dataDir = join(folder, 'data');
      await mkdir(dataDir);
      await chmod(dataDir, 0o777);
      const server = await serverProcess({ dataDir, settings: quick, clone, user: 'nobody' });
      const copies = copiedPrograms(server.info.log);
      try {
        expect(copies).toHaveLength(1);
        expect(server.info.dataDirectory).toBe(join(dataDir, 'pgdata'));
        expect(await query(server.info.url, 'select 1 as one')).toEqual([{ one: 1 }]);
        await server.leave();
      } finally {
        for (const copy of copies) {
          await rm(copy, { recursive: true, force: true });
          await rmdir(dirname(copy)).catch(() => undefined);
        }
      }
    },
    patience,
  );
});

describe('what a user must repair is said in a sentence', () => {
  test('a data folder that cannot be written to', async () => {
    const folder = await openFolder();
    await chmod(folder, 0o555);
    const dataDir = join(folder, 'data');
    const failure = await (isRoot ? serverFailure({ dataDir, user: 'nobody' }) : failureOf(dataDir));
    expect(failure).toMatch(
      /cannot write to its data folder .*data\. Give this user write access to it, or set AUTOPACK_DATA_DIR/,
    );
    expect(failure).toContain('DATABASE_URL');
  });

  test('a data folder that is a file, and one with a path that is too long', async () => {
    const folder = await openFolder();
    await writeFile(join(folder, 'file'), '');
    expect(await failureOf(join(folder, 'file'))).toMatch(/is not a folder/);
    expect(await failureOf(join(folder, ...Array.from({ length: 6 }, () => 'long'.repeat(40))))).toMatch(/is too long/);
    expect(await failureOf(join(folder, 'long'.repeat(100)))).toMatch(/is too long/);
  });

  test('data of another PostgreSQL, and a server that cannot start', async () => {
    const dataDir = await folderWithCluster();
    const database = await acquire(dataDir);
    await database.release();

    const versionFile = join(database.dataDirectory, 'PG_VERSION');
    const version = await readFile(versionFile, 'utf8');
    await writeFile(versionFile, '15\n');
    expect(await failureOf(dataDir)).toMatch(/was made by PostgreSQL 15, and this Autopack brings PostgreSQL 18/);
    await writeFile(versionFile, version);

    await writeFile(join(database.dataDirectory, 'postgresql.conf'), 'no_such_setting = 1\n');
    const failure = await failureOf(dataDir);
    expect(failure).toMatch(/could not be started; its log is .*postgres\.log/);
    expect(failure).toContain('unrecognized configuration parameter "no_such_setting"');
    expect(await readdir(join(dataDir, 'postgres.members'))).toEqual([]);
  });
});
