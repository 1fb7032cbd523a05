/**
 * Whether and where traces are sent (O9), from the variables that OpenTelemetry names for it. What a wrong value costs is
 * traces, not the start: these variables are often set for a whole machine, and not by who runs this server.
 */
import type { Environment } from './setting-names.js';

export interface TraceSettings {
  /** Where spans are sent, as OTLP over HTTP in JSON. */
  readonly url: string;
  /** The OTEL_ variables of environment and .env file; the SDK reads more of them than are named here. */
  readonly variables: Readonly<Record<string, string>>;
}

const BASE = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const TRACES = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';
const PROTOCOLS = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'];

/** `traces` null: they are off. Warnings are sentences without values: an address may hold a secret (A4). */
export function traceSettings(environment: Environment): {
  readonly traces: TraceSettings | null;
  readonly warnings: readonly string[];
} {
  const variables = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      name.startsWith('OTEL_') && value ? [[name, value] as const] : [],
    ),
  );
  const off = { traces: null, warnings: [] };
  const name = variables[TRACES] === undefined ? BASE : TRACES;
  const address = variables[name];
  if (address === undefined || variables.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return off;
  if (variables.OTEL_TRACES_EXPORTER === 'none') return off;
  const url = urlOf(address, name === TRACES ? '' : 'v1/traces');
  if (url === null)
    return { traces: null, warnings: [`${name} is no http:// or https:// address: no traces are sent`] };
  const protocol = PROTOCOLS.find((each) => variables[each] !== undefined);
  const isGrpc = protocol !== undefined && variables[protocol] === 'grpc';
  const warnings = isGrpc
    ? [`${protocol} asks for gRPC: traces are sent over HTTP in JSON all the same; collectors take it on port 4318`]
    : [];
  return { traces: { url, variables }, warnings };
}

function urlOf(address: string, path: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol)) return null;
  if (path !== '') url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
  return url.href;
}
