/** Other software that assigns work from PostgreSQL, each in a process of its own and on a database of its own in the same cluster. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';

import type pg from 'pg';

import { hasEnded, note } from './children.js';
import type { Load } from './rates.js';

export interface Peer {
  /** The name of its program in bench/peers. */
  readonly name: string;
  readonly operation: string;
  /** What a phase cycle should reach, as a share of this peer's rate. */
  readonly least: number;
  /** What a phase cycle does and this peer's operation does not. */
  readonly lacks: string;
}

export const PEERS: readonly Peer[] = [
  {
    name: 'dbos',
    operation: 'DBOS workflow of three durable steps',
    least: 1,
    lacks:
      'nothing is handed out over a network, so there are no leases and no fencing of a late worker; no budgets, verdicts, ordered events or files',
  },
  {
    name: 'pg-boss',
    operation: 'pg-boss fetch + complete',
    least: 1,
    lacks:
      'in process; one hand-out and not two; here without its fencing by attempt; no budgets, verdicts, ordered events or files',
  },
  {
    name: 'graphile-worker',
    operation: 'graphile-worker job',
    least: 0.15,
    lacks:
      'in process; one hand-out and not two; no fencing; a job that is done is deleted; no budgets, verdicts, ordered events or files',
  },
];

/** False: they are not there and cannot be had, and the user has been informed why and what to do. */
export async function installPeers(): Promise<boolean> {
  const child = note(spawn(process.execPath, ['bench/peers/install.mjs'], { stdio: ['ignore', 'inherit', 'inherit'] }));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}

export interface OpenPeer extends Peer {
  readonly load: Load;
  end(): Promise<void>;
}

export async function openPeer(
  peer: Peer,
  client: pg.Client,
  databaseUrl: string,
  inFlight: number,
): Promise<OpenPeer> {
  const database = `bench_peer_${peer.name.replace('-', '_')}`;
  await client.query(`create database ${database}`);
  const url = new URL(databaseUrl);
  url.pathname = database;
  const child = note(
    fork(`bench/peers/${peer.name}.mjs`, {
      env: { ...process.env, PEER_DATABASE_URL: url.href, PEER_IN_FLIGHT: String(inFlight) },
      // It inherits no loader: what it runs is plain JavaScript.
      execArgv: ['--no-deprecation'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    }),
  );
  await answerOf(child, peer.name);
  return {
    ...peer,
    load: (ms) => {
      child.send({ ms });
      return answerOf<{ done: number; ms: number }>(child, peer.name);
    },
    end: async () => {
      if (!hasEnded(child)) {
        const ended = once(child, 'exit');
        child.disconnect();
        await ended;
      }
      await client.query(`drop database ${database} with (force)`);
    },
  };
}

/** The next thing that the process says; fails when it ends instead. */
async function answerOf<Answer>(child: ChildProcess, name: string): Promise<Answer> {
  const stop = new AbortController();
  const { signal } = stop;
  const answer = once(child, 'message', { signal }).then(([message]) => message as Answer);
  const end = once(child, 'exit', { signal }).then(([code, killedBy]) => {
    throw new Error(`The peer ${name} ended with ${killedBy ?? `status ${code}`}`);
  });
  try {
    return await Promise.race([answer, end]);
  } finally {
    stop.abort();
    await Promise.allSettled([answer, end]);
  }
}
