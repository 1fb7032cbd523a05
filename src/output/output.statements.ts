/** The SQL of live output (O8). No version of a run, no event and no record of a command is touched. */
import { statement } from '../database/database.js';

/** The newest so many bytes of an attempt are kept. */
export const KEPT_BYTES = 65_536;
/** A row takes more output until it has so many bytes, so that an attempt has few rows. */
const ROW_BYTES = 4_096;
/** Output is readable for so long after the end of its attempt. */
const GRACE = '60 seconds';

/**
 * $1 token, $2 the output, $3 the same behind output that was cut inside a secret, $4 whether its own end is cut. Adds
 * it to the newest row or a new one, and removes rows that are too old. Nothing if the lease is over, or took output
 * within the last second. The lock makes two servers take turns.
 */
export const APPEND_OUTPUT = statement({
  name: 'append_output',
  text: `with clock as (select autopack_now() as now),
  held as (select l.run_id, l.phase_id, l.attempt from lease l, clock
    where l.token = $1::text and l.expires_at > clock.now and l.hard_deadline_at > clock.now),
  newest as (select o.* from attempt_output o, held h
    where o.run_id = h.run_id and o.phase_id = h.phase_id and o.attempt = h.attempt
    order by o.from_byte desc limit 1 for update of o),
  due as (select h.*, n.from_byte, coalesce(n.to_byte, 0) as to_byte,
      case when n.cut then $3::text else $2::text end as text, clock.now
    from held h cross join clock left join newest n on true
    where n.at is null or n.at <= clock.now - interval '1 second'),
  sized as (select d.*, octet_length(d.text) as bytes from due d where d.text <> ''),
  grown as (update attempt_output o
    set text = o.text || s.text, to_byte = s.to_byte + s.bytes, cut = $4::boolean, at = s.now
    from sized s
    where o.run_id = s.run_id and o.phase_id = s.phase_id and o.attempt = s.attempt and o.from_byte = s.from_byte
      and o.to_byte = s.to_byte and s.to_byte - s.from_byte + s.bytes <= ${ROW_BYTES}
    returning o.run_id),
  made as (insert into attempt_output (run_id, phase_id, attempt, from_byte, to_byte, text, cut, at)
    select s.run_id, s.phase_id, s.attempt, s.to_byte, s.to_byte + s.bytes, s.text, $4::boolean, s.now from sized s
    where s.from_byte is null or s.to_byte - s.from_byte + s.bytes > ${ROW_BYTES}
    on conflict do nothing returning run_id),
  trimmed as (delete from attempt_output o using sized s
    where o.run_id = s.run_id and o.phase_id = s.phase_id and o.attempt = s.attempt
      and o.to_byte <= s.to_byte + s.bytes - ${KEPT_BYTES})
  select run_id as "runId" from grown union all select run_id from made`,
});

/**
 * $1 runs, $2 phases, $3 attempts, $4 the byte from which on, one of each per read: rows that hold something behind it.
 * An end below it says that the database has lost what it kept: then everything is answered.
 */
export const OUTPUT = statement({
  name: 'output_of_attempts',
  text: `select q.run_id as "runId", q.phase_id as "phaseId", q.attempt, q.after, a.state = 'LEASED' as "isLive",
    coalesce(kept.end, 0)::float8 as "to", coalesce(o.from_byte, kept.end, 0)::float8 as "from", coalesce(o.text, '') as text
  from unnest($1::text[], $2::text[], $3::int[], $4::float8[]) as q(run_id, phase_id, attempt, after)
    join attempt a on a.run_id = q.run_id and a.phase_id = q.phase_id and a.number = q.attempt
    cross join lateral (select max(k.to_byte) as end from attempt_output k
      where k.run_id = q.run_id and k.phase_id = q.phase_id and k.attempt = q.attempt) kept
    cross join lateral (select min(p.from_byte) as from_byte, string_agg(p.text, '' order by p.from_byte) as text
      from attempt_output p where p.run_id = q.run_id and p.phase_id = q.phase_id and p.attempt = q.attempt
        and (p.to_byte > q.after or kept.end < q.after)) o`,
});

/** Output of attempts that have ended, a short time after their end. */
export const FORGET_OUTPUT = statement({
  name: 'forget_output',
  text: `delete from attempt_output o using attempt a
  where a.run_id = o.run_id and a.phase_id = o.phase_id and a.number = o.attempt
    and a.ended_at <= autopack_now() - interval '${GRACE}'`,
});
