-- drain
-- src/drain/drain.repository.ts: DRAIN

select 'drain' as name, draining, change from drain;
