-- forge_clock
-- src/forges/forge-poll.statements.ts: NOW

select autopack_now() as now;
