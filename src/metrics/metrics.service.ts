/**
 * What Prometheus reads. Numbers are taken when they are asked for, from those who keep them; nothing here counts by
 * itself. No label holds an id of a run, a project or a worker: their number has no end.
 */
import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

import { PACKAGE_VERSION } from '../common/package-root.js';
import { Database } from '../database/database.js';
import { SubscriptionHub } from '../events/subscription-hub.js';
import { LayoutFailures } from '../file-layout/rendering/layout-failures.js';
import { CommandMetrics } from '../lifecycle/pipeline/command-metrics.js';
import { WorkNotifier } from '../work/work-notifier.js';

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

  constructor(
    private readonly commands: CommandMetrics,
    private readonly database: Database,
    private readonly layoutFailures: LayoutFailures,
    private readonly hub: SubscriptionHub,
    private readonly notifier: WorkNotifier,
  ) {
    this.describe();
  }

  readonly contentType = this.registry.contentType;

  /** Everything in Prometheus' text form. */
  async read(): Promise<string> {
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
