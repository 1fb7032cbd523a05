-- output_of_attempts
-- src/output/output.statements.ts: OUTPUT
--
-- $1 runs, $2 phases, $3 attempts, $4 the byte from which on, one of each per read: rows that hold something behind it. An end below it
-- says that the database has lost what it kept: then everything is answered.

select q.run_id as "runId", q.phase_id as "phaseId", q.attempt, q.after, a.state = 'LEASED' as "isLive",
    coalesce(kept.end, 0)::float8 as "to", coalesce(o.from_byte, kept.end, 0)::float8 as "from", coalesce(o.text, '') as text
  from unnest($1::text[], $2::text[], $3::int[], $4::float8[]) as q(run_id, phase_id, attempt, after)
    join attempt a on a.run_id = q.run_id and a.phase_id = q.phase_id and a.number = q.attempt
    cross join lateral (select max(k.to_byte) as end from attempt_output k
      where k.run_id = q.run_id and k.phase_id = q.phase_id and k.attempt = q.attempt) kept
    cross join lateral (select min(p.from_byte) as from_byte, string_agg(p.text, '' order by p.from_byte) as text
      from attempt_output p where p.run_id = q.run_id and p.phase_id = q.phase_id and p.attempt = q.attempt
        and (p.to_byte > q.after or kept.end < q.after)) o;
