/** Hands spans to the exporter, counts what became of them, and says once in the log that a collector fails. */
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';

/** A collector that does not answer counts as one that fails; the exporter's own limit is usually shorter. */
const PATIENCE_MS = 30_000;

export interface DeliveryLog {
  warn(message: string): void;
  log(message: string): void;
}

export class Delivery {
  private isFailing = false;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly logger: DeliveryLog,
  ) {}

  /** Whether the collector took them. Never throws. */
  async send(spans: ReadableSpan[]): Promise<boolean> {
    const { code, error } = await this.result(spans);
    const isTaken = code === ExportResultCode.SUCCESS;
    if (!isTaken && !this.isFailing)
      this.logger.warn(
        `The collector does not take traces: ${reasonOf(error)}. Runs go on; their spans are sent later. Nothing more is said until it takes them.`,
      );
    if (isTaken && this.isFailing) this.logger.log('The collector takes traces again.');
    this.isFailing = !isTaken;
    return isTaken;
  }

  private result(spans: ReadableSpan[]): Promise<ExportResult> {
    return new Promise((settled) => {
      const late = setTimeout(
        () => settled({ code: ExportResultCode.FAILED, error: new Error('no answer') }),
        PATIENCE_MS,
      ).unref();
      const done = (result: ExportResult): void => {
        clearTimeout(late);
        settled(result);
      };
      try {
        this.exporter.export(spans, done);
      } catch (error) {
        done({ code: ExportResultCode.FAILED, error: error as Error });
      }
    });
  }
}

/** Without addresses and answers of the collector: they may hold a secret (A4). */
function reasonOf(error: Error | undefined): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: { code?: unknown } };
  const found = code ?? cause?.code;
  if (typeof found === 'number') return `it answered with status ${found}`;
  return typeof found === 'string' ? found : 'it cannot be reached, or does not answer';
}
