import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the views count of ended runs (O1, O4). Triggers write with the end and the deletion of a run, whichever version
 * of the server makes them, so that an older server beside this one keeps the counts right. A change of
 * `autopack_run_tally` needs `UPDATE ended_run SET tallied = false` and an empty `run_tally` in the same migration: what
 * a deletion takes out must be what was put in.
 */
export class RunTally1796020100000 implements MigrationInterface {
  name = 'RunTally1796020100000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "ended_run" ("run_id" text NOT NULL, "project_id" text NOT NULL, "completed_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "tokens_used" bigint NOT NULL, "tallied" boolean NOT NULL DEFAULT false, CONSTRAINT "pk_ended_run" PRIMARY KEY ("run_id"))`,
    );
    await queryRunner.query(
      `ALTER TABLE "ended_run" ADD CONSTRAINT "fk_ended_run_run" FOREIGN KEY ("run_id") REFERENCES "run"("run_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `INSERT INTO ended_run (run_id, project_id, completed_at, tokens_used) SELECT run_id, project_id, completed_at, tokens_used FROM run WHERE completed_at is not null`,
    );
    await queryRunner.query(`CREATE INDEX "ix_ended_run_tokens" ON "ended_run" ("tokens_used", "run_id")`);
    await queryRunner.query(
      `CREATE INDEX "ix_ended_run_project_tokens" ON "ended_run" ("project_id", "tokens_used", "run_id")`,
    );
    await queryRunner.query(`CREATE INDEX "ix_ended_run_untallied" ON "ended_run" ("run_id") WHERE not tallied`);
    await queryRunner.query(
      `CREATE TABLE "run_tally" ("day" text NOT NULL, "kind" text NOT NULL, "project_id" text NOT NULL, "name" text NOT NULL, "detail" text NOT NULL, "part" text NOT NULL, "runs" bigint NOT NULL, "phases" bigint NOT NULL, "completed" bigint NOT NULL, "failed" bigint NOT NULL, "tokens" bigint NOT NULL, CONSTRAINT "pk_run_tally" PRIMARY KEY ("day", "kind", "project_id", "name", "detail", "part"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_run_tally_parts" ON "run_tally" ("part") WHERE part <> ''`);
    await queryRunner.query(`CREATE FUNCTION ${contributionIn(`(''), (${DAY})`)}`);
    await queryRunner.query(
      `CREATE FUNCTION autopack_run_ended() RETURNS trigger LANGUAGE plpgsql AS $$ begin
  insert into ended_run (run_id, project_id, completed_at, tokens_used) values (new.run_id, new.project_id, new.completed_at, new.tokens_used);
  return null;
end $$`,
    );
    await queryRunner.query(
      `CREATE TRIGGER "run_ended" AFTER UPDATE OF "completed_at" ON "run" FOR EACH ROW WHEN (old.completed_at is null and new.completed_at is not null) EXECUTE FUNCTION autopack_run_ended()`,
    );
    await queryRunner.query(
      `CREATE TRIGGER "run_stored_ended" AFTER INSERT ON "run" FOR EACH ROW WHEN (new.completed_at is not null) EXECUTE FUNCTION autopack_run_ended()`,
    );
    await queryRunner.query(
      `CREATE FUNCTION autopack_run_deleted() RETURNS trigger LANGUAGE plpgsql AS $$ begin
  -- Waits for a fold of this run, and sees then that it is done.
  perform from ended_run where run_id = old.run_id for update;
  if exists (select from ended_run where run_id = old.run_id and tallied) then
    insert into run_tally (day, kind, project_id, name, detail, part, runs, phases, completed, failed, tokens)
      select t.day, t.kind, t.project_id, t.name, t.detail, old.run_id, -t.runs, -t.phases, -t.completed, -t.failed, -t.tokens
      from autopack_run_tally(array[old.run_id]) t;
  end if;
  return old;
end $$`,
    );
    await queryRunner.query(
      `CREATE TRIGGER "run_deleted" BEFORE DELETE ON "run" FOR EACH ROW WHEN (old.completed_at is not null) EXECUTE FUNCTION autopack_run_deleted()`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TRIGGER "run_deleted" ON "run"`);
    await queryRunner.query(`DROP TRIGGER "run_stored_ended" ON "run"`);
    await queryRunner.query(`DROP TRIGGER "run_ended" ON "run"`);
    await queryRunner.query(`DROP FUNCTION autopack_run_deleted()`);
    await queryRunner.query(`DROP FUNCTION autopack_run_ended()`);
    await queryRunner.query(`DROP FUNCTION autopack_run_tally(text[])`);
    await queryRunner.query(`DROP TABLE "run_tally"`);
    await queryRunner.query(`DROP TABLE "ended_run"`);
  }
}

export const DAY = `to_char(r.completed_at at time zone 'UTC', 'YYYY-MM-DD')`;

/**
 * What ended runs add to the views, in each day of UTC on which runs ended, and in the day `''`, which is all time.
 * `STATE`: runs by state. `USE`: started runs by the tokens that they used, in percent of their cap, rounded up, at most
 * 1,000. `BREACH`: runs that a budget ended, by scope/name and the name of the tier that was responsible: that of the
 * phase, or the tier that used most of a budget of the run. `SLICE`: phases by category and complexity. `AUDIT`: phases
 * with and without an audit, and the tokens of Auditors.
 * `periods`: the keys of the periods that a run counts to, as rows of SQL.
 */
export const contributionIn = (periods: string): string => `autopack_run_tally(ids text[])
  RETURNS TABLE (day text, kind text, project_id text, name text, detail text, runs bigint, phases bigint, completed bigint, failed bigint, tokens bigint)
  LANGUAGE sql STABLE AS $$
  with ended as materialized (select r.*, d.day
    from run r cross join lateral (values ${periods}) as d (day)
    where r.run_id = any(ids) and r.completed_at is not null),
  worked as materialized (select e.day, e.project_id, p.run_id, p.phase_id, p.task_category, p.complexity, p.state, p.tokens_used, p.auditor_attempts
    from ended e join phase p on p.run_id = e.run_id where p.state in ('COMPLETE', 'FAILED'))
  select e.day, 'STATE', e.project_id, e.state, '', count(*), 0::bigint, 0::bigint, 0::bigint, sum(e.tokens_used)::bigint
    from ended e group by e.day, e.project_id, e.state
  union all
  select e.day, 'USE', e.project_id, least(1000, ceil(e.tokens_used * 100.0 / e.token_cap))::int::text as percent, '', count(*), 0, 0, 0, 0
    from ended e where e.started_at is not null group by e.day, e.project_id, percent
  union all
  select e.day, 'BREACH', e.project_id, (e.failure -> 'budget' ->> 'scope') || '/' || (e.failure -> 'budget' ->> 'name') as budget, coalesce(t.name, ''),
      count(*), 0, 0, 0, coalesce(sum(t.tokens_used), 0)::bigint
    from ended e left join lateral (select t.name, t.tokens_used from tier t where t.run_id = e.run_id
      order by (t.tier_id = e.failure ->> 'tierId' and e.failure -> 'budget' ->> 'scope' <> 'RUN') is true desc,
        case e.failure -> 'budget' ->> 'name' when 'max_minor_issues_total' then t.minor_issues_count
          when 'max_duration_minutes' then extract(epoch from coalesce(t.completed_at, e.completed_at) - coalesce(t.started_at, e.completed_at))
          else t.tokens_used end desc, t.tier_index limit 1) t on true
    where e.state = 'DONE_FAILED_BUDGET_EXHAUSTED' and jsonb_typeof(e.failure -> 'budget') = 'object' group by e.day, e.project_id, budget, t.name
  union all
  select w.day, 'SLICE', w.project_id, coalesce(w.task_category, ''), w.complexity, 0, count(*), count(*) filter (where w.state = 'COMPLETE'),
      count(*) filter (where w.state = 'FAILED'), sum(w.tokens_used)::bigint
    from worked w group by w.day, w.project_id, w.task_category, w.complexity
  union all
  select w.day, 'AUDIT', w.project_id, case when w.auditor_attempts > 0 then 'with' else 'without' end as audited, '', 0, count(*),
      count(*) filter (where w.state = 'COMPLETE'), count(*) filter (where w.state = 'FAILED'), coalesce(sum(a.tokens), 0)::bigint
    from worked w left join lateral (select sum(a.tokens_used) as tokens from attempt a
      where w.auditor_attempts > 0 and a.run_id = w.run_id and a.phase_id = w.phase_id and a.role = 'AUDITOR') a on true
    group by w.day, w.project_id, audited $$`;
