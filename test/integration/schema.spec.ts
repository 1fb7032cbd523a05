/** The schema: what the entities, the migration, the code and the API say about it is the same. */
import { DataSource } from 'typeorm';

import { dataSourceOptions } from '../../src/database/data-source.js';
import { PHASE_STATES } from '../../src/domain/model/phase-state.js';
import { RUN_EVENT_TYPES } from '../../src/domain/model/run-event.js';
import { RUN_STATES } from '../../src/domain/model/run-state.js';
import { TIER_STATES } from '../../src/domain/model/tier-state.js';
import { gql } from '../support/api/gql.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { accepted, LifecycleServer, planOf } from '../support/server/lifecycle.js';
import { startTestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database?.drop());

async function asDataSource<Result>(url: string, work: (source: DataSource) => Promise<Result>): Promise<Result> {
  const source = await new DataSource(dataSourceOptions(url, { poolSize: 2 })).initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}

/** Everything that the schema consists of, as the database itself describes it. */
const everything = (of: TestDatabase) =>
  of.query(
    `select 'constraint ' || conrelid::regclass || ' ' || conname as name, pg_get_constraintdef(oid) as definition
       from pg_constraint where connamespace = 'public'::regnamespace
     union all select 'index ' || indexname, indexdef from pg_indexes where schemaname = 'public'
     union all select 'column ' || table_name || '.' || column_name, concat_ws(' ', data_type, datetime_precision, is_nullable, column_default)
       from information_schema.columns where table_schema = 'public'
     union all select 'function ' || proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace
     union all select 'options ' || relname, array_to_string(reloptions, ',') from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
     order by 1`,
  );

describe('states', () => {
  const machines = [
    ['ck_run_state', 'RunState', RUN_STATES],
    ['ck_tier_state', 'TierState', TIER_STATES],
    ['ck_phase_state', 'PhaseState', PHASE_STATES],
    ['ck_run_event_type', 'RunEventType', RUN_EVENT_TYPES],
  ] as const;

  test.each(machines)(
    'S1: %s, the enum %s and the list in the code hold the same words',
    async (constraint, name, words) => {
      const [row] = await database.query<{ definition: string }>(
        'select pg_get_constraintdef(oid) as definition from pg_constraint where conname = $1',
        [constraint],
      );
      const inSql = [...row!.definition.matchAll(/'([A-Z_]+)'/g)].map((match) => match[1]!);
      expect(inSql).toEqual([...words]);
      expect(new Set(enums.get(name))).toEqual(new Set(words));
    },
  );

  test('C1: no state waits for a human: only PLAN_BOOTSTRAP to SNAPSHOT_CREATED and DONE_ ends', async () => {
    expect(RUN_STATES.filter((state) => /WAIT|PAUSE|HOLD|BLOCK|PENDING/.test(state))).toEqual([]);
  });

  const enums = new Map<string, string[]>();
  beforeAll(async () => {
    const server = await startTestServer();
    try {
      const { __schema } = await server.request(gql('{ __schema { types { kind name enumValues { name } } } }'));
      for (const type of __schema.types) {
        if (type.kind === 'ENUM')
          enums.set(
            type.name!,
            type.enumValues!.map((value) => value.name),
          );
      }
    } finally {
      await server.close();
    }
  });
});

describe('keys', () => {
  test('I2: every foreign key is covered by an index that begins with its columns', async () => {
    const uncovered = await database.query(
      `select c.conname from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace and not exists (
         select from pg_index i where i.indrelid = c.conrelid and i.indpred is null
           and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] <@ c.conkey)`,
    );
    expect(uncovered).toEqual([]);
  });

  test('I2: the natural keys are the primary keys, and every row of a run begins with its run_id', async () => {
    const keys = await database.query<{ table: string; columns: string }>(
      `select conrelid::regclass::text as table, pg_get_constraintdef(oid) as columns from pg_constraint
       where contype = 'p' and conname like 'pk\\_%' order by 1`,
    );
    expect(Object.fromEntries(keys.map((key) => [key.table, key.columns]))).toEqual({
      access_token: 'PRIMARY KEY (token_id)',
      aged_issue: 'PRIMARY KEY (run_id, issue_key)',
      attempt: 'PRIMARY KEY (run_id, phase_id, number)',
      attempt_artefact: 'PRIMARY KEY (run_id, path)',
      attempt_output: 'PRIMARY KEY (run_id, phase_id, attempt, from_byte)',
      backlog_entry: 'PRIMARY KEY (project_id, issue_key)',
      ci_try: 'PRIMARY KEY (run_id, phase_id, attempt, round, number)',
      // Checks belong to the project and outlive the run that their id begins with.
      commit_check: 'PRIMARY KEY (check_id)',
      commit_check_try: 'PRIMARY KEY (check_id, number)',
      drain: 'PRIMARY KEY (one_row)',
      ended_run: 'PRIMARY KEY (run_id)',
      forge_delivery: 'PRIMARY KEY (project_id, delivery_id)',
      forge_poll: 'PRIMARY KEY (project_id)',
      idempotency_record: 'PRIMARY KEY (mutation, key)',
      issue_sighting: 'PRIMARY KEY (project_id, issue_key, episode, run_id, tier_id)',
      late_result: 'PRIMARY KEY (id)',
      layout_alarm: 'PRIMARY KEY (project_id)',
      lease: 'PRIMARY KEY (run_id)',
      phase: 'PRIMARY KEY (run_id, phase_id)',
      phase_issue: 'PRIMARY KEY (run_id, phase_id, issue_key)',
      phase_strategy: 'PRIMARY KEY (run_id, phase_id)',
      project: 'PRIMARY KEY (project_id)',
      project_remote: 'PRIMARY KEY (project_id)',
      project_outbox: 'PRIMARY KEY (project_id, write_id)',
      promotion: 'PRIMARY KEY (run_id)',
      promotion_change: 'PRIMARY KEY (run_id)',
      ref_difference: 'PRIMARY KEY (run_id, ref)',
      remote_ref: 'PRIMARY KEY (run_id, ref)',
      ruleset: 'PRIMARY KEY (project_id, version)',
      run: 'PRIMARY KEY (run_id)',
      run_event: 'PRIMARY KEY (run_id, seq)',
      run_id: 'PRIMARY KEY (run_key)',
      run_outbox: 'PRIMARY KEY (run_id, first_seq)',
      // Sums over runs.
      run_tally: 'PRIMARY KEY (day, kind, project_id, name, detail, part)',
      run_trace: 'PRIMARY KEY (run_id)',
      snapshot: 'PRIMARY KEY (run_id, phase_id)',
      strategy: 'PRIMARY KEY (run_id)',
      successful_run: 'PRIMARY KEY (run_id)',
      tier: 'PRIMARY KEY (run_id, tier_id)',
      webhook: 'PRIMARY KEY (webhook_id)',
      webhook_delivery: 'PRIMARY KEY (delivery_id)',
      webhook_event: 'PRIMARY KEY (event_id)',
      webhook_secret: 'PRIMARY KEY (webhook_id)',
      work_queue: 'PRIMARY KEY (run_id)',
      worker: 'PRIMARY KEY (role, worker_id, project_id)',
    });
  });

  test('I2: every constraint has a name of ours, and no table of ours has a sequence', async () => {
    const unnamed = await database.query(
      `select conrelid::regclass || ' ' || conname as name from pg_constraint
       where connamespace = 'public'::regnamespace and contype <> 'n' and conrelid::regclass::text <> 'autopack_migration'
         and conname !~ '^(pk|fk|uq|ck)_[a-z_]+$'`,
    );
    expect(unnamed).toEqual([]);
    const sequences = await database.query(
      `select relname from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace`,
    );
    expect(sequences.map((row) => row.relname)).toEqual(['autopack_migration_id_seq']);
  });

  test('I2: instants have milliseconds', async () => {
    const others = await database.query(
      `select table_name, column_name from information_schema.columns where table_schema = 'public' and table_name <> 'autopack_migration'
         and data_type like 'timestamp%' and (data_type <> 'timestamp with time zone' or datetime_precision <> 3)`,
    );
    expect(others).toEqual([]);
  });
});

describe('migrations', () => {
  test('down and up again give the same schema, and down leaves nothing', async () => {
    const own = await freshDatabase();
    try {
      const first = await everything(own);
      await asDataSource(own.url, async (source) => {
        for (let i = source.migrations.length; i > 0; i -= 1) await source.undoLastMigration();
      });
      const left =
        await own.query(`select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
        union all select proname from pg_proc where pronamespace = 'public'::regnamespace`);
      expect(left).toEqual([{ relname: 'autopack_migration' }]);
      await asDataSource(own.url, (source) => source.runMigrations());
      expect(await everything(own)).toEqual(first);
    } finally {
      await own.drop();
    }
  });

  test('the migrations give what the entities say: there is no drift', async () => {
    const drift = await asDataSource(database.url, async (source) => {
      const { upQueries } = await source.driver.createSchemaBuilder().log();
      return upQueries.map((query) => query.query);
    });
    expect(drift).toEqual([]);
  });
});

describe('updates in place', () => {
  test('F4: transitions update rows in place (HOT): no index holds a column that moves', async () => {
    const server = await LifecycleServer.open(database.url);
    try {
      accepted(await server.start('hot', planOf(25, 25), { maxPhases: 50 }));
      for (let p = 0; p < 25; p += 1) accepted(await server.complete('hot', `p${p}`, 1));
    } finally {
      await server.close();
    }
    for (const table of ['run', 'tier', 'phase']) {
      // Statistics arrive when the connections that made them are closed.
      const [row] = await until(`statistics of ${table}`, async () => {
        const rows = await database.query<{ all: number; hot: number }>(
          `select n_tup_upd::int as all, n_tup_hot_upd::int as hot from pg_stat_user_tables where relname = $1 and n_tup_upd >= 100`,
          [table],
        );
        return rows.length > 0 ? rows : null;
      });
      process.stdout.write(`${table}: ${row!.hot} of ${row!.all} updates in place\n`);
      expect(row!.hot / row!.all).toBeGreaterThan(0.8);
    }
  });
});
