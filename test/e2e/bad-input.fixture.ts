/** Bad input: a server with one run and one draft, and what every refusal has in common. Nothing that is refused leaves a trace. */
import type { Client } from 'graphql-ws';

import type { FieldFault } from '../../src/client/answers.js';
import { type Api, api, plan, type Stored, stored } from '../support/api/api.js';
import type { Json, RawResponse } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { within } from '../support/waiting.js';

export let server: TestServer;
export let client: Api;
let socket: Client;
let before: Stored;

/** Opens the server for the tests of the file. After each of them, every row and every file must be as it was. */
export function useServerThatRefuses(): void {
  beforeAll(async () => {
    server = await startTestServer();
    client = api(server);
    socket = server.socket();
    await client.startRun({ runId: 'base', tiers: plan({ T1: ['p1', 'p2'], T2: ['p3'] }) });
    await client.startRun({ runId: 'draft', draft: true, maxPhases: 3, tiers: plan({ T1: ['p1'] }) });
  });
  afterAll(async () => {
    await socket.dispose();
    await server.close();
  });
  beforeEach(acceptChanges);
  afterEach(async () => expect(await stored(server)).toEqual(before));
}

/** What is stored now is what the test must leave behind: for a test that changes something on purpose. */
export async function acceptChanges(): Promise<void> {
  before = await stored(server);
}

export type Answer = Pick<RawResponse, 'data' | 'errors' | 'extensions'>;

/** The only error of an answer that is refused as a whole. */
export function refused(
  answer: Answer,
  code: string,
): { message: string; extensions: { readonly fields?: readonly FieldFault[] } } {
  const found = Object.values((answer.data ?? {}) as Json).filter((value) => value !== null);
  expect({ codes: answer.errors?.map((error) => error.extensions.code), found }).toEqual({ codes: [code], found: [] });
  const [error] = answer.errors!;
  expect(error!.message.length).toBeGreaterThan(10);
  expect(error!.message.length).toBeLessThan(1_000);
  expect(JSON.stringify(answer)).not.toMatch(/node_modules|\.ts:|\.js:|stack|relation "|\bselect\b.*\bfrom\b/i);
  return error!;
}

/** BAD_USER_INPUT whose first field is at `path`; answers what it says about it. */
export function badField(answer: Answer, path: string): string {
  const { message, extensions } = refused(answer, 'BAD_USER_INPUT');
  expect(extensions.fields![0]).toEqual({ path, message });
  return message;
}

export async function overSocket(query: string, variables?: Record<string, unknown>): Promise<Answer> {
  return within(
    'an answer over the socket',
    new Promise<Answer>((resolve, reject) => {
      let answer: Answer | undefined;
      socket.subscribe(
        { query, variables },
        {
          next: (value) => (answer = value as Answer),
          error: (errors) => (Array.isArray(errors) ? resolve({ data: null, errors }) : reject(errors as Error)),
          complete: () => (answer ? resolve(answer) : reject(new Error('completed without an answer'))),
        },
      );
    }),
  );
}

export const transports = [
  [
    'HTTP',
    (query: string, variables?: Record<string, unknown>): Promise<Answer> => server.requestRaw(query, variables),
  ],
  ['WebSocket', overSocket],
] as const;

const MUTATIONS: Readonly<Record<string, string>> = {
  startRun: 'StartRunInput',
  addTier: 'AddTierInput',
  addPhase: 'AddPhaseInput',
  sealPlan: 'SealPlanInput',
  cancelRun: 'CancelRunInput',
  deleteRun: 'DeleteRunInput',
  updatePhaseStatus: 'UpdatePhaseStatusInput',
  rebuildFileLayout: 'RebuildFileLayoutInput',
};
export const mutation = (name: string) =>
  `mutation ($input: ${MUTATIONS[name]}!) { ${name}(input: $input) { errors { message } } }`;
export const mutate = (name: string, input: Json) => server.requestRaw(mutation(name), { input });

/** A start that would be accepted, but for what a test does to it. */
export const aStart = (more: Json = {}) => ({ runId: 'new', tiers: plan({ T1: ['p1'] }), ...more });
