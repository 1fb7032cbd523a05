-- archive_mark
-- src/archive/archive.repository.ts: MARK
--
-- What may still be added to a run that has ended: late results with their attachments, refs that were found elsewhere, a promotion. Null:
-- there is no such run. $1 the run.

select concat_ws(' ', r.version, r.ref_intent is not null, (select count(*) from run_event e where e.run_id = r.run_id),
      (select count(*) from attempt_artefact a where a.run_id = r.run_id), (select count(*) from late_result l where l.run_id = r.run_id),
      (select count(*) from ref_difference d where d.run_id = r.run_id),
          (select m.promoted_at is not null from promotion m where m.run_id = r.run_id)) as mark
    from run r where r.run_id = $1;
