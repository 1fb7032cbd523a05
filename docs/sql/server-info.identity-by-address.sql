-- server-info.identity-by-address
-- src/health/server-info.ts: IDENTITY_BY_ADDRESS
--
-- Where a provider keeps the cluster's number to itself: its address and name stand in for it.

select concat(inet_server_addr(), ':', inet_server_port(), '/', own.datname) as cluster, own.oid::text as database,
    current_schema() as schema
    from pg_database own where own.datname = current_database();
