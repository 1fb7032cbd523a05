/** Counts what became of tries to send messages of webhooks, for monitoring (O9, A7). */
/** Failed: it is sent again. Given up: it is not. */
export type WebhookOutcome = 'DELIVERED' | 'FAILED' | 'GIVEN_UP';

export class WebhookMetrics {
  private readonly counts = { DELIVERED: 0, FAILED: 0, GIVEN_UP: 0 };

  count(outcome: WebhookOutcome, times = 1): void {
    this.counts[outcome] += times;
  }

  /** Since the start of the process. */
  read(): { readonly outcome: WebhookOutcome; readonly count: number }[] {
    return Object.entries(this.counts).map(([outcome, count]) => ({ outcome: outcome as WebhookOutcome, count }));
  }
}
