-- server-info.now
-- src/health/server-info.ts: NOW

select autopack_now() as now;
