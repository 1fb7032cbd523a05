import { readSettings } from './settings.js';
import { traceSettings } from './trace-settings.js';

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';

describe('O9: whether traces are sent', () => {
  test.each([
    [{}, null],
    [{ [ENDPOINT]: 'http://127.0.0.1:4318' }, 'http://127.0.0.1:4318/v1/traces'],
    [{ [ENDPOINT]: 'https://collector.example/otlp/' }, 'https://collector.example/otlp/v1/traces'],
    [{ [ENDPOINT]: 'http://a', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b/own' }, 'http://b/own'],
    [{ [ENDPOINT]: 'http://a', OTEL_SDK_DISABLED: 'true' }, null],
    [{ [ENDPOINT]: 'http://a', OTEL_TRACES_EXPORTER: 'none' }, null],
    [{ OTEL_SERVICE_NAME: 'builds' }, null],
  ])('O9: %j sends them to %s', (environment, url) => {
    const { traces, warnings } = traceSettings(environment);
    expect([traces?.url ?? null, warnings]).toEqual([url, []]);
  });

  test('O9, A4: an address that is none turns traces off with a warning that does not repeat it; the server starts', () => {
    const settings = readSettings({ [ENDPOINT]: 'key-hunter22:4317' }, '/srv/app');
    expect(settings.traces).toBeNull();
    expect(settings.warnings).toEqual([`${ENDPOINT} is no http:// or https:// address: no traces are sent`]);
  });

  test('O9: OTEL_ names are no unknown settings; gRPC is answered with what is done instead', () => {
    const environment = { [ENDPOINT]: 'http://a', OTEL_SERVICE_NAME: 'x', OTEL_PROPAGATORS: 'b3', OTEL_TRACE: '1' };
    expect(readSettings(environment, '/srv/app').warnings).toEqual([]);
    expect(traceSettings({ ...environment, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }).warnings).toEqual([
      expect.stringContaining('HTTP'),
    ]);
  });
});
