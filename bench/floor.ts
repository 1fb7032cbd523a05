/**
 * What the database and the client library alone can do for one move: one statement that updates three narrow rows and appends one event, on the bare driver with the
 * settings of the server's own connections. It decides nothing and promises nothing but what PostgreSQL promises.
 */
import type pg from 'pg';

import { connect } from './bare.js';
import { callers, type Load } from './rates.js';

/** Rows of each table; a caller goes round in a share of its own, so that nobody waits for a lock. */
const ROWS = 1_024;

const TABLES = `
create schema bench_floor;
create table bench_floor.run (id int primary key, version bigint not null, tokens bigint not null, changed_at timestamptz not null);
create table bench_floor.tier (id int primary key, tokens bigint not null, state text not null);
create table bench_floor.phase (id int primary key, tokens bigint not null, state text not null, attempts int not null);
create table bench_floor.event (run_id int, seq bigint, type text not null, subject text not null, to_state text not null, at timestamptz not null,
  primary key (run_id, seq));
insert into bench_floor.run select i, 0, 0, now() from generate_series(0, ${ROWS - 1}) i;
insert into bench_floor.tier select i, 0, 'IN_PROGRESS' from generate_series(0, ${ROWS - 1}) i;
insert into bench_floor.phase select i, 0, 'QUEUED', 0 from generate_series(0, ${ROWS - 1}) i;
analyze bench_floor.run, bench_floor.tier, bench_floor.phase;`;

const MOVE = {
  name: 'bench_floor_move',
  text: `with run as (update bench_floor.run set version = version + 1, tokens = tokens + $2, changed_at = now() where id = $1 returning id, version),
  tier as (update bench_floor.tier set tokens = tokens + $2, state = 'IN_PROGRESS' where id = $1),
  phase as (update bench_floor.phase set tokens = tokens + $2, state = $3, attempts = attempts + 1 where id = $1)
insert into bench_floor.event select id, version, 'PHASE_STATE_CHANGED', 'phase', $3, now() from run`,
};

export interface Floor {
  readonly load: Load;
  end(): Promise<void>;
}

export async function openFloor(client: pg.Client, databaseUrl: string, count: number): Promise<Floor> {
  await client.query('drop schema if exists bench_floor cascade');
  await client.query(TABLES);
  const clients = await Promise.all(Array.from({ length: count }, () => connect(databaseUrl)));
  const load = callers(count, (caller) => {
    let made = 0;
    return () => clients[caller]!.query({ ...MOVE, values: [(made++ * count + caller) % ROWS, 5, 'EXECUTING'] });
  });
  return {
    load,
    end: async () => {
      await Promise.all(clients.map((each) => each.end()));
      await client.query('drop schema bench_floor cascade');
    },
  };
}
