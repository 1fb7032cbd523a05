/** What commands and the worker report when an operation has no result; a scripted server answers. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { SupervisorTrouble } from '../../worker/loop/supervisor-api.js';
import { CommandFailed, EXIT } from '../shared/exit-codes.js';
import { GraphqlSupervisor } from '../worker/graphql-supervisor.js';
import { GraphqlClient, type RequestFailed } from './client.js';
import { gql } from './gql.js';
import { REFUSAL } from './refusal.js';

const MOVE = gql(
  `mutation UpdatePhaseStatus($input: UpdatePhaseStatusInput!) { updatePhaseStatus(input: $input) { phase { state } errors { ...Refusal } } }`,
  REFUSAL,
);
const IDS = gql('query FilesInPlace($runId: ID!) { run(runId: $runId) { version fileLayout { upToDate } } }');

let server: Server;
let url: string;
let respond: (response: ServerResponse) => void;
let requested: { query: string; variables: unknown };

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (data) => (body += data));
    request.on('end', () => {
      requested = JSON.parse(body) as typeof requested;
      respond(response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((closed) => server.close(closed));
});

const json = (status: number, body: unknown) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
};
const error = (message: string, extensions: object = {}) => ({ errors: [{ message, extensions }] });
const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (fault: unknown) => fault,
  );

it('sends the text as it is, each fragment once behind it, and answers the data', async () => {
  respond = json(200, { data: { run: null } });
  expect(await new GraphqlClient({ url, token: undefined }).request(IDS, { runId: 'a' })).toEqual({ run: null });
  expect(requested.variables).toEqual({ runId: 'a' });
  await new GraphqlClient({ url, token: undefined }).request(MOVE, {
    input: { runId: 'a', phaseId: 'b', state: 'GATE' },
  });
  expect(requested.query.match(/fragment Refusal on/g)).toHaveLength(1);
  expect(requested.query.startsWith('mutation UpdatePhaseStatus')).toBe(true);
});

it.each<[string, number, unknown, RequestFailed['kind'], number, RegExp, RegExp]>([
  [
    'a token is asked for',
    401,
    {},
    'refused',
    EXIT.wrong,
    /asks for a token\. Set .*--token/,
    /asks for a token\. Set AUTOPACK_TOKEN to one/,
  ],
  ['the name is not allowed', 403, {}, 'refused', EXIT.wrong, /under this name/, /under this name/],
  ['something else answers', 404, 'no', 'refused', EXIT.unreachable, /HTTP 404.*--url\./, /HTTP 404.*--server\./],
  ['it is too large', 413, {}, 'refused', EXIT.wrong, /larger than/, /larger than/],
  ['there is no time', 503, {}, 'broken', EXIT.unreachable, /cannot answer now \(HTTP 503\)/, /cannot answer now/],
  [
    'the input is wrong',
    200,
    error('Wrong.', { code: 'BAD_USER_INPUT' }),
    'refused',
    EXIT.wrong,
    /^Wrong\.$/,
    /^Wrong\.$/,
  ],
  [
    'the server has a fault',
    200,
    error('Broken.', { code: 'INTERNAL_SERVER_ERROR' }),
    'broken',
    EXIT.wrong,
    /^Broken\.$/,
    /^Broken\.$/,
  ],
  [
    'it may pass',
    503,
    error('Later.', { code: 'SERVICE_UNAVAILABLE', retryable: true }),
    'broken',
    EXIT.wrong,
    /^Later/,
    /^Later/,
  ],
  [
    'a part of the data is missing',
    200,
    {
      data: { claimWork: { lease: { token: 't' }, brief: null }, run: null },
      ...error('No brief.', { code: 'INTERNAL_SERVER_ERROR' }),
    },
    'broken',
    EXIT.wrong,
    /^No brief\.$/,
    /^No brief\.$/,
  ],
])(
  '%s: commands and the worker report it, each with its own advice',
  async (_, status, body, kind, exitCode, command, worker) => {
    respond = json(status, body);
    const failed = await thrownBy(new GraphqlClient({ url, token: undefined }).request(IDS, { runId: 'a' }));
    expect(failed).toBeInstanceOf(CommandFailed);
    expect(failed).toMatchObject({ kind, exitCode, message: expect.stringMatching(command) });
    const ask = {
      role: 'CI',
      workerId: 'w',
      projectId: null,
      runId: null,
      waitSeconds: 0,
      idempotencyKey: 'k',
    } as const;
    const trouble = await thrownBy(
      new GraphqlSupervisor({ url, token: undefined }).claim(ask, new AbortController().signal),
    );
    expect(trouble).toBeInstanceOf(SupervisorTrouble);
    expect(trouble).toMatchObject({ kind, message: expect.stringMatching(worker) });
  },
);

it('an answer that is cut off, and none in time, count as unreachable', async () => {
  respond = (response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{');
    response.destroy();
  };
  const client = new GraphqlClient({ url, token: undefined });
  expect(await thrownBy(client.request(IDS, { runId: 'a' }))).toMatchObject({
    kind: 'unreachable',
    exitCode: EXIT.unreachable,
  });
  const waiting = new AbortController();
  respond = () => waiting.abort();
  expect(await thrownBy(client.send(IDS, { runId: 'a' }, waiting.signal))).toMatchObject({
    kind: 'unreachable',
    message: expect.stringContaining('no answer came in time'),
  });
});
