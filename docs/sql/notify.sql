-- notify
-- src/events/event-exchange.ts: NOTIFY
--
-- $1 channel, $2 the server that tells and the runs that have changed.

select pg_notify($1, $2);
