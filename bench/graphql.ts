/** A lean GraphQL client on kept-alive connections, and the operations that the benchmarks time. */
import { Agent, request } from 'node:http';

export type Send = <Data>(query: string, variables: Record<string, unknown>) => Promise<Data>;

/** `token`: what the caller shows; without one the server lets in whoever is on this machine. */
export function graphql(url: string, connections: number, token?: string): Send {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const shown = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return (query, variables) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({ query, variables });
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...shown };
      const call = request(`${url}/graphql`, { method: 'POST', agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const answer = JSON.parse(Buffer.concat(chunks).toString()) as {
            data: never;
            errors?: unknown;
            extensions?: unknown;
          };
          if (answer.errors || answer.extensions) reject(new Error(JSON.stringify(answer)));
          else resolve(answer.data);
        });
      });
      call.on('error', reject);
      call.end(body);
    });
}

/** It reads nothing: what a request costs whatever it asks. */
export const TRIVIAL = '{ server { version } }';
export const START = 'mutation Start($input: StartRunInput!) { startRun(input: $input) { run { runId } } }';
export const MOVE =
  'mutation Move($input: UpdatePhaseStatusInput!) { updatePhaseStatus(input: $input) { phase { state } run { state version } } }';
export const REBUILD =
  'mutation Rebuild($input: RebuildFileLayoutInput!) { rebuildFileLayout(input: $input) { fileLayout { root } } }';
export const READ = `query Read($runId: ID!) { run(runId: $runId) { runId state version tokensUsed
  tiers { tierId name state phases { phaseId name state builderAttempts tokensUsed } } } }`;

/** A plan with so many phases, spread evenly over so many tiers. */
export function plan(tiers: number, phases: number): Record<string, unknown>[] {
  return Array.from({ length: tiers }, (_, t) => ({
    tierId: `T${t}`,
    name: `Tier ${t}`,
    phases: Array.from({ length: Math.ceil((phases - t) / tiers) }, (_, p) => ({
      phaseId: `F${t}.${p}`,
      name: `Phase ${t}.${p}`,
    })),
  }));
}

/** The moves that bring a phase from QUEUED to COMPLETE. */
export const WAY = ['EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE'] as const;

/** The phases of such a plan, in its order. */
export function phaseIds(tiers: number, phases: number): string[] {
  return Array.from({ length: tiers }, (_, t) =>
    Array.from({ length: Math.ceil((phases - t) / tiers) }, (_, p) => `F${t}.${p}`),
  ).flat();
}
