/** The statements that this process sends to databases during some work. */
import pg from 'pg';

/** Statements that a server sends in the background, without a request. */
export const BACKGROUND =
  /^(overdue_runs|forsaken_runs|forget_records|run_versions|notify|layout_.*|listen .*|leases_run_out|waits_over|refs_intended|forget_workers|ready_work|awaited_base_checks|stop_checks|checks_run_out|checks_unfollowed|promotions_pending|fold_run_tally|add_up_phase_times|forget_output|archive_candidates_old|traces_.*|access_tokens_over|access_tokens_used|forge_(look|take_project|due_changes|release_project|forget_deliveries)|settle_change_.*|push_(look|runs_to_collect|collect_run|end_collecting|take|renew|release|settle)|webhook_(events|fan_out|forget_deliveries|give_up_waiting|look|newly_aged|record_try|take_due))$/;
const NOT_COUNTED = /^\s*(begin|commit|rollback|start transaction)\b/i;

/** Answers the names of the statements that were sent, or their first words where they have no name; BEGIN and COMMIT do not count. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const original = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [first] = given as [string | { name?: string; text?: string }];
    const text = typeof first === 'string' ? first : (first.text ?? '');
    const name = typeof first === 'string' ? undefined : first.name;
    if (!NOT_COUNTED.test(text)) sent.push(name ?? text.trim().slice(0, 60));
    return Reflect.apply(original, this, given) as never;
  };
  try {
    await work();
  } finally {
    pg.Client.prototype.query = original;
  }
  return sent;
}
