/** A collector of OpenTelemetry on loopback: it decodes what an exporter sends, and can be away, slow or refuse. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

type Value = {
  stringValue?: string;
  intValue?: number | string;
  doubleValue?: number;
  boolValue?: boolean;
  arrayValue?: { values: Value[] };
};
type KeyValue = { key: string; value: Value };
interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes?: KeyValue[];
  events?: { name: string; attributes?: KeyValue[] }[];
  status?: { code?: number };
}
interface Sent {
  resourceSpans?: { resource: { attributes: KeyValue[] }; scopeSpans: { spans: OtlpSpan[] }[] }[];
}

export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }[];
  readonly isError: boolean;
  readonly resource: Readonly<Record<string, unknown>>;
}

export type Mood = 'takes' | 'refuses' | 'never answers';

export class TraceCollector {
  /** As they came: one that was sent twice is here twice. */
  readonly spans: CollectedSpan[] = [];
  /** Everything that was sent, as text. */
  readonly texts: string[] = [];
  readonly headers: Readonly<Record<string, unknown>>[] = [];
  requests = 0;
  mood: Mood = 'takes';
  private readonly held: ServerResponse[] = [];
  private port = 0;
  private server: Server | null = null;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** At the same port if it was open before. */
  async open(): Promise<void> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
        this.take(request.url ?? '', request.headers, text, response);
      });
    });
    await new Promise<void>((open) => server.listen(this.port, '127.0.0.1', open));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (!server) return;
    const closed = new Promise((done) => server.close(done));
    server.closeAllConnections();
    await closed;
  }

  ofRun(runId: string): CollectedSpan[] {
    return this.spans.filter(({ attributes }) => attributes['autopack.run.id'] === runId);
  }

  private take(path: string, headers: Readonly<Record<string, unknown>>, text: string, response: ServerResponse): void {
    this.requests += 1;
    if (this.mood === 'never answers') return void this.held.push(response);
    if (this.mood === 'refuses' || path !== '/v1/traces') return void response.writeHead(400).end();
    this.headers.push(headers);
    this.texts.push(text);
    for (const { resource, scopeSpans } of (JSON.parse(text) as Sent).resourceSpans ?? [])
      for (const { spans } of scopeSpans)
        this.spans.push(...spans.map((span) => ({ ...collected(span), resource: record(resource.attributes) })));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }
}

const collected = (span: OtlpSpan): Omit<CollectedSpan, 'resource'> => ({
  traceId: span.traceId,
  spanId: span.spanId,
  parentSpanId: span.parentSpanId ?? null,
  name: span.name,
  startMs: Number(BigInt(span.startTimeUnixNano) / 1_000_000n),
  endMs: Number(BigInt(span.endTimeUnixNano) / 1_000_000n),
  attributes: record(span.attributes ?? []),
  events: (span.events ?? []).map(({ name, attributes = [] }) => ({ name, attributes: record(attributes) })),
  isError: span.status?.code === 2,
});

const record = (pairs: readonly KeyValue[]): Record<string, unknown> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, plain(value)]));

function plain(value: Value): unknown {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plain);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.doubleValue ?? value.boolValue;
}
