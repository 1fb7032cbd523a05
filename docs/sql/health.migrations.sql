-- health.migrations
-- src/health/health.service.ts: APPLIED

select name from autopack_migration;
