-- places_held
-- src/tokens/places.repository.ts: HELD
--
-- $1 run, $2 phase or null, $3 role, $4 how the names of its workers begin.

select exists (select from lease l where l.run_id = $1 and ($2::text is null or l.phase_id = $2) and l.role = $3
    and starts_with(l.worker_id, $4))
    or ($3 = 'CI' and $2::text is null and exists (select from commit_check k join commit_check_try c on c.check_id = k.check_id
        and c.number = k.try_number
      where k.run_id = $1 and k.state = 'LEASED' and starts_with(c.worker_id, $4))) as held;
