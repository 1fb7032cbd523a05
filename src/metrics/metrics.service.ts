/**
 * What Prometheus reads (O9). Numbers are taken when they are asked for, from those who keep them; nothing here counts
 * by itself. Gauges of runs, queue and leases come from the database and are a few seconds old at most; while it does
 * not answer they have no samples. No label holds an id of a run, a project or a worker: their number has no end.
 */
import { Inject, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

import { PACKAGE_VERSION } from '../common/package-root.js';
import { Database } from '../database/database.js';
import { SubscriptionHub } from '../events/subscription-hub.js';
import { LayoutFailures } from '../file-layout/rendering/layout-failures.js';
import { CommandMetrics } from '../lifecycle/pipeline/command-metrics.js';
import { COUNTED_HERE, type WorkCount } from '../lifecycle/pipeline/work-metrics.js';
import { TraceCounts } from '../traces/trace-counts.js';
import { WorkNotifier } from '../work/work-notifier.js';
import { MetricsRepository, type StoredSample } from './metrics.repository.js';

/** The process has one event loop and one heap, however many servers run in it. */
let processMetrics: Registry | null = null;

function ofProcess(): Registry {
  if (!processMetrics) {
    processMetrics = new Registry();
    collectDefaultMetrics({ register: processMetrics });
  }
  return processMetrics;
}

@Injectable()
export class MetricsService {
  private readonly registry = new Registry();
  private rows: readonly StoredSample[] = [];
  @Inject() private readonly traces: TraceCounts;

  constructor(
    private readonly commands: CommandMetrics,
    private readonly database: Database,
    private readonly layoutFailures: LayoutFailures,
    private readonly hub: SubscriptionHub,
    private readonly notifier: WorkNotifier,
    private readonly stored: MetricsRepository,
  ) {
    this.describe();
    this.describeStored();
    this.describeWork();
    this.describeTraces();
  }

  readonly contentType = this.registry.contentType;

  /** Everything in Prometheus' text form. */
  async read(): Promise<string> {
    this.rows = await this.stored.read();
    return Registry.merge([ofProcess(), this.registry]).metrics();
  }

  private describe(): void {
    this.gauge('autopack_info', 'The version of this server; always 1.', ['version'], () => [
      { labels: { version: PACKAGE_VERSION }, value: 1 },
    ]);
    this.counter(
      'autopack_commands_total',
      'Commands by name and outcome: ACCEPTED, or the code of the first refusal.',
      ['command', 'outcome'],
      () => this.commands.read().map(({ command, outcome, count }) => ({ labels: { command, outcome }, value: count })),
    );
    this.gauge('autopack_database_connections', 'Connections of the pool: busy or idle.', ['state'], () => {
      const { totalCount, idleCount } = this.database.pool;
      return [
        { labels: { state: 'busy' }, value: totalCount - idleCount },
        { labels: { state: 'idle' }, value: idleCount },
      ];
    });
    this.gauge('autopack_database_waiting', 'Statements that wait for a connection of the pool.', [], () => [
      { labels: {}, value: this.database.pool.waitingCount },
    ]);
    this.gauge(
      'autopack_file_layout_failing_runs',
      'Runs whose files this server could not bring up to date.',
      [],
      () => [{ labels: {}, value: this.layoutFailures.failingRuns }],
    );
    this.counter('autopack_file_layout_failures_total', 'Times that files of a run could not be written.', [], () => [
      { labels: {}, value: this.layoutFailures.total },
    ]);
    this.gauge('autopack_subscriptions', 'Subscriptions that are listening for events.', [], () => [
      { labels: {}, value: this.hub.count },
    ]);
    this.gauge('autopack_claims_waiting', 'Claims of workers that wait for work.', ['role'], () =>
      this.notifier.waiting().map(({ role, count }) => ({ labels: { role }, value: count })),
    );
  }

  private describeStored(): void {
    const of = (kind: StoredSample['kind'], label: string) => () =>
      this.rows.filter((row) => row.kind === kind).map(({ name, value }) => ({ labels: { [label]: name }, value }));
    const gauge = (kind: StoredSample['kind'], label: string, help: string) =>
      this.gauge(`autopack_${kind}`, `${help} From the database: the same on every server.`, [label], of(kind, label));
    gauge('runs', 'state', 'Runs that are kept, by state.');
    gauge('queue_waiting', 'role', 'Work that is ready and waits for a worker; at most 10,000.');
    gauge('queue_oldest_seconds', 'role', 'How long the oldest ready work of these has waited; 0: nothing waits.');
    gauge('leases', 'role', 'Work that workers hold; at most 10,000.');
    gauge('webhook_deliveries', 'state', 'Messages to webhooks that wait to be sent; at most 10,000.');
    gauge('remote_refs', 'state', 'Refs of runs that are not on their remote; at most 10,000.');
  }

  private describeWork(): void {
    const counter = (what: WorkCount, name: string, help: string, labels: string[]) =>
      this.counter(`autopack_${name}_total`, help + COUNTED_HERE, labels, () => this.commands.work.read(what));
    counter('runsEnded', 'runs_ended', 'Runs that ended, by final state.', ['outcome']);
    const results = 'Attempts that ended by a result, a release or an expired lease: what the result says, or how.';
    counter('attempts', 'attempts', results, ['role', 'outcome']);
    counter('gateVerdicts', 'gate_verdicts', 'Verdicts of the gate.', ['verdict']);
    counter('ciTries', 'ci_tries', 'Tries of CI on phases, by verdict.', ['verdict']);
    counter('tokens', 'tokens', 'Tokens of these attempts, charged or estimated, counted at their end.', ['role']);
    counter('leasesExpired', 'leases_expired', 'Leases of phases that ran out.', ['role']);
    counter('budgetBreaches', 'budget_breaches', 'Runs that a budget ended.', ['axis', 'scope']);
    this.counter('autopack_promotions_total', 'Promotions made and refused.' + COUNTED_HERE, ['result'], () => {
      const { promoted, refused } = this.commands.promotions();
      return [
        { labels: { result: 'PROMOTED' }, value: promoted },
        { labels: { result: 'REFUSED' }, value: refused },
      ];
    });
    this.counter(
      'autopack_webhook_attempts_total',
      'Tries to send messages of webhooks: delivered, failed and to be tried again, given up.' + COUNTED_HERE,
      ['outcome'],
      () => this.commands.webhooks.read().map(({ outcome, count }) => ({ labels: { outcome }, value: count })),
    );
    this.counter('autopack_pushes_total', 'Pushes to remotes: pushed, failed.' + COUNTED_HERE, ['outcome'], () =>
      this.commands.pushes.read().map(({ outcome, count }) => ({ labels: { outcome }, value: count })),
    );
    this.registry.registerMetric(this.commands.work.durations);
  }

  private describeTraces(): void {
    const help =
      'Spans that the collector took, of runs that it did not take (they are sent again), and of operations that are lost.';
    this.counter(
      'autopack_trace_spans_total',
      help + ' Counted since the start of this process: add up the servers.',
      ['result'],
      () =>
        (['delivered', 'failed', 'dropped'] as const).map((result) => ({
          labels: { result },
          value: this.traces[result],
        })),
    );
    const waiting = 'Runs of which this server has spans to deliver, or events to look at.';
    this.gauge('autopack_trace_runs_waiting', waiting, [], () => [{ labels: {}, value: this.traces.runsWaiting }]);
  }

  private gauge(name: string, help: string, labelNames: string[], read: () => Sample[]): void {
    const registers = [this.registry];
    new Gauge({
      ...{ name, help, labelNames, registers },
      collect() {
        this.reset();
        for (const { labels, value } of read()) this.set(labels, value);
      },
    });
  }

  private counter(name: string, help: string, labelNames: string[], read: () => Sample[]): void {
    const registers = [this.registry];
    new Counter({
      ...{ name, help, labelNames, registers },
      collect() {
        this.reset();
        for (const { labels, value } of read()) this.inc(labels, value);
      },
    });
  }
}

interface Sample {
  readonly labels: Record<string, string>;
  readonly value: number;
}
