-- places_lease
-- src/tokens/places.repository.ts: LEASE
--
-- $1 hash of the token of a lease: of a phase, or of a commit that no phase made.

select r.project_id as "projectId", a.role, a.holder_id as "holderId"
    from attempt a join run r on r.run_id = a.run_id where a.token_hash = $1
  union all
  select k.project_id, 'CI', c.holder_id
    from commit_check_try c join commit_check k on k.check_id = c.check_id where c.token_hash = $1
  limit 1;
