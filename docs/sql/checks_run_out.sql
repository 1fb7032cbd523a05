-- checks_run_out
-- src/lifecycle/checks/check-sweep.statements.ts: RUN_OUT

select c.check_id from commit_check c, (select autopack_now() as now) as clock where (c.state = 'DUE' and c.wait_until <= clock.now)
      or (c.state = 'LEASED' and exists (select from commit_check_try t where t.check_id = c.check_id and t.number = c.try_number
          and t.state = 'LEASED'
        and (t.expires_at <= clock.now or t.hard_deadline_at <= clock.now))) limit 200;
