-- places_held
-- src/tokens/places.repository.ts: HELD
--
-- $1 run, $2 phase or null, $3 role, $4 id of the token, or null: whoever holds it.

select exists (select from lease l join attempt a on a.run_id = l.run_id and a.phase_id = l.phase_id and a.number = l.attempt
      where l.run_id = $1 and ($2::text is null or l.phase_id = $2) and l.role = $3 and ($4::text is null or a.holder_id = $4))
    or ($3 = 'CI' and $2::text is null and exists (select from commit_check k join commit_check_try c on c.check_id = k.check_id
        and c.number = k.try_number
      where k.run_id = $1 and k.state = 'LEASED' and ($4::text is null or c.holder_id = $4))) as held;
