-- server-info.identity
-- src/health/server-info.ts: IDENTITY
--
-- The cluster's own number and the database's in it: they outlive renames and restarts, and a copy has others.

select control.system_identifier::text as cluster, own.oid::text as database, current_schema() as schema
    from pg_control_system() control, pg_database own where own.datname = current_database();
