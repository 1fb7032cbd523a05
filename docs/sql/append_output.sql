-- append_output
-- src/output/output.statements.ts: APPEND_OUTPUT
--
-- $1 token, $2 the output, $3 the same behind output that was cut inside a secret, $4 whether its own end is cut. Adds it to the newest row
-- or a new one, and removes rows that are too old. Nothing if the lease is over, or took output within the last second. The lock makes two
-- servers take turns.

with clock as (select autopack_now() as now),
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
      and o.to_byte = s.to_byte and s.to_byte - s.from_byte + s.bytes <= 4096
    returning o.run_id),
  made as (insert into attempt_output (run_id, phase_id, attempt, from_byte, to_byte, text, cut, at)
    select s.run_id, s.phase_id, s.attempt, s.to_byte, s.to_byte + s.bytes, s.text, $4::boolean, s.now from sized s
    where s.from_byte is null or s.to_byte - s.from_byte + s.bytes > 4096
    on conflict do nothing returning run_id),
  trimmed as (delete from attempt_output o using sized s
    where o.run_id = s.run_id and o.phase_id = s.phase_id and o.attempt = s.attempt
      and o.to_byte <= s.to_byte + s.bytes - 65536)
  select run_id as "runId" from grown union all select run_id from made;
