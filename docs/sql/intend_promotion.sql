-- intend_promotion
-- src/database/promotion-writes.ts: INTEND_PROMOTION
--
-- $3 branch, $4 from, $5 commit, $6 actor, $7 instant. Lands only while the project allows promotion, and if there is no intent yet. $1
-- run, $2 the version that was read.

insert into promotion (run_id, target_branch, from_commit, commit, actor, kind, intended_at, promoted_at) select r.run_id, $3, $4, $5, $6,
    'MERGE', $7::timestamptz, null from run r where r.run_id = $1 and r.version = $2 and r.state = 'DONE_SUCCESS'
    and exists (select from project p where p.project_id = r.project_id and p.allow_promotion)
    on conflict on constraint pk_promotion do nothing returning run_id;
