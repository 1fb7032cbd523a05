/** The embedded database of one server and of several on one data folder (S7). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { acquireEmbeddedDatabase } from '../../src/embedded-postgres/embedded-database.js';
import {
  acquire,
  clusters,
  folderWithCluster,
  held,
  isRunning,
  openFolder,
  patience,
  postmasterPid,
  query,
  quick,
  serverProcess,
  useDataFolders,
  writeUntilKilled,
} from './embedded-servers.fixture.js';

useDataFolders();

describe('a server process alone', () => {
  test('makes the database at its first start, and stops it when it leaves', async () => {
    const dataDir = join(await openFolder(), 'new', 'data');
    const database = await acquire(dataDir);
    expect(database.startedByUs).toBe(true);
    expect(database.url).toMatch(
      /^postgres:\/\/autopack:[\w-]{43}@127\.0\.0\.1:\d+\/autopack\?sslmode=disable&[\w=&%-]+$/,
    );
    expect(
      await query(
        database.url,
        'select current_database() as name, pg_encoding_to_char(encoding) as encoding from pg_database where datname = current_database()',
      ),
    ).toEqual([{ name: 'autopack', encoding: 'UTF8' }]);
    const postmaster = await postmasterPid(database.dataDirectory);

    await database.release();
    await database.release();
    expect(isRunning(postmaster)).toBe(false);
    expect(await readdir(join(dataDir, 'postgres.members'))).toEqual([]);
    expect(existsSync(join(dataDir, 'postgres.lock'))).toBe(false);
  });

  test('keeps the password to its user, and the server refuses any other', async () => {
    const dataDir = await folderWithCluster();
    const database = await acquire(dataDir);
    const passwordFile = join(dataDir, 'postgres.password');
    expect((await stat(passwordFile)).mode & 0o777).toBe(0o600);

    const wrong = new URL(database.url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    wrong.password = '';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow();

    await chmod(passwordFile, 0o644);
    await writeFile(passwordFile, 'wrong\n');
    await expect(acquire(dataDir)).rejects.toThrow(/refuses the password in .*postgres\.password\. Put the file back/);
    await rm(passwordFile);
    await expect(acquire(dataDir)).rejects.toThrow(/postgres\.password of the embedded database is missing/);
  });

  test('is durable and loopback only unless configured otherwise, and never takes a setting that opens it', async () => {
    const database = await acquireEmbeddedDatabase({
      dataDir: await folderWithCluster(),
      settings: { listen_addresses: '*', work_mem: '5MB' },
    });
    held.push(database);
    clusters.add(database.dataDirectory);
    const names = ['fsync', 'synchronous_commit', 'listen_addresses', 'unix_socket_directories', 'ssl', 'work_mem'];
    const rows = await query(
      database.url,
      `select name, current_setting(name) as value from unnest(array['${names.join("','")}']) as name`,
    );
    expect(rows.map(({ value }) => value)).toEqual(['on', 'on', '127.0.0.1', '', 'off', '5MB']);
  });
});

describe('several server processes on one data folder', () => {
  test(
    'S7: takes up a server that somebody has stopped with a signal and that nobody watches any more',
    async () => {
      const dataDir = await folderWithCluster();
      const server = await serverProcess({ dataDir, settings: quick });
      const postmaster = await postmasterPid(server.info.dataDirectory);
      process.kill(postmaster, 'SIGSTOP');
      await server.kill();
      const database = await acquire(dataDir);
      expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(await postmasterPid(database.dataDirectory)).toBe(postmaster);
    },
    patience,
  );

  test(
    'four first starts at once make one cluster; the last to leave stops the server',
    async () => {
      const dataDir = await openFolder();
      const servers = await Promise.all(Array.from({ length: 4 }, () => serverProcess({ dataDir, settings: quick })));
      const infos = servers.map(({ info }) => info);
      expect(infos.filter(({ startedByUs }) => startedByUs)).toHaveLength(1);
      expect(infos.flatMap(({ log }) => log).filter((line) => line.includes('is made in'))).toHaveLength(1);
      expect(new Set(infos.map(({ url }) => url)).size).toBe(1);
      expect((await readdir(dataDir)).filter((name) => name.includes('.init.'))).toEqual([]);

      const { url, dataDirectory } = infos[0]!;
      const postmaster = await postmasterPid(dataDirectory);
      // The one that started it leaves first.
      servers.sort((a, b) => Number(b.info.startedByUs) - Number(a.info.startedByUs));
      for (const server of servers.slice(0, 3)) {
        await server.leave();
        expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
      }
      await servers[3]!.leave();
      expect(isRunning(postmaster)).toBe(false);
    },
    patience,
  );

  test(
    'Ctrl-C in the terminal of the process that started it does not reach the server',
    async () => {
      const dataDir = await folderWithCluster();
      const server = await serverProcess({ dataDir, settings: quick, ownGroup: true });
      const joined = await acquire(dataDir);
      process.kill(-server.pid, 'SIGINT');
      await server.ended;
      expect(await query(joined.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    },
    patience,
  );

  test(
    'after kill -9 of the process that started it the next one adopts the server, and stops it at the end',
    async () => {
      const dataDir = await folderWithCluster();
      const server = await serverProcess({ dataDir, settings: quick });
      await query(server.info.url, 'create table kept as select 7 as value');
      const postmaster = await postmasterPid(server.info.dataDirectory);
      await server.kill();

      const next = await acquire(dataDir);
      expect(next.startedByUs).toBe(false);
      expect(await postmasterPid(next.dataDirectory)).toBe(postmaster);
      expect(await query(next.url, 'select value from kept')).toEqual([{ value: 7 }]);
      await next.release();
      expect(isRunning(postmaster)).toBe(false);
    },
    patience,
  );

  test(
    'kill -9 of the process and of the server loses no acknowledged row',
    async () => {
      const dataDir = await folderWithCluster();
      const server = await serverProcess({ dataDir });
      const acknowledged = await writeUntilKilled(server, 200);

      const next = await acquire(dataDir);
      expect(next.startedByUs).toBe(true);
      const rows = await query(next.url, 'select count(*)::int as count, max(id) as last from written');
      expect(rows[0]!.last).toBeGreaterThanOrEqual(acknowledged);
      expect(rows[0]!.count).toBe(rows[0]!.last);
    },
    patience,
  );

  test(
    'a lock and a half cluster left by a dead process hold nobody up',
    async () => {
      const dataDir = await openFolder();
      const dead = spawn(process.execPath, ['-e', '']);
      await once(dead, 'exit');
      await writeFile(join(dataDir, 'postgres.lock'), `${dead.pid} 0 left\n`);
      await mkdir(join(dataDir, `pgdata.init.${dead.pid}`));
      const databases = await Promise.all([acquire(dataDir), acquire(dataDir), acquire(dataDir)]);
      expect(databases.filter(({ startedByUs }) => startedByUs)).toHaveLength(1);
      expect((await readdir(dataDir)).filter((name) => name.includes('.init.') || name.includes('.lock'))).toEqual([]);
    },
    patience,
  );
});
