/**
 * `autopack mcp`: the tools over standard input and output, for clients that start their server as a process (A6). Standard output is
 * the client's; whatever else there is to say goes to standard error.
 */
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';

import { mcpServer, toolRole } from '../../mcp/mcp-server.js';
import type { Ask, NextEvent } from '../../mcp/tools/tool.js';
import { GraphqlClient } from '../graphql/client.js';
import { gql } from '../graphql/gql.js';
import { Subscriber } from '../graphql/subscriber.js';
import { CommandFailed, EXIT } from '../shared/exit-codes.js';
import type { Output } from '../shared/output.js';
import { serverAddress, type ServerOptions } from '../shared/server-address.js';
import { listenForStop } from '../shared/until-stopped.js';

/** Longer than the longest wait of a tool. */
const PATIENCE_MS = 40_000;
const VIEWER = gql('query McpViewer { viewer { name role } }');

const NEXT_EVENT = gql(
  'subscription McpNextEvent($runId: ID!, $after: Int!) { runEvents(runId: $runId, after: $after) { seq } }',
);

export interface McpOptions extends ServerOptions {
  /** Whose tools an operator asks for. */
  readonly role?: string;
}

export async function mcp(output: Output, options: McpOptions): Promise<number> {
  const client = new GraphqlClient(serverAddress(options));
  const { viewer } = await client.request(VIEWER);
  const role = toolRole(viewer.role, options.role);
  if (role === null)
    throw new CommandFailed(`The token ${viewer.name} has the tools of its own role alone.`, EXIT.usage);
  const ask =
    (signal: AbortSignal): Ask =>
    (document, variables) =>
      client.send(document, variables, AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]));
  const subscriber = new Subscriber(client.server);
  const ended = new Promise<void>((resolve) => process.stdin.once('close', resolve).once('end', resolve));
  const stop = listenForStop();
  const served = serveStdio(() => mcpServer({ role, ask, nextEvent: nextEventBy(subscriber) }), {
    transport: new StdioServerTransport(),
    onerror: (error) => output.complain(error.message),
  });
  await Promise.race([ended, stop.stopped]);
  stop.ignore();
  await served.close();
  subscriber.close();
  return EXIT.ok;
}

/** Where no WebSocket gets through a run cannot be followed; the tool looks at it now and then. */
const nextEventBy =
  (subscriber: Subscriber): NextEvent =>
  (runId, after, signal) =>
    new Promise((settle) => {
      const done = (came: boolean) => (): void => {
        stop();
        signal.removeEventListener('abort', aborted);
        settle(came);
      };
      const aborted = done(false);
      const stop = subscriber.listen(NEXT_EVENT, { runId, after }, { onData: done(true), onEnd: done(false) });
      signal.addEventListener('abort', aborted, { once: true });
      if (signal.aborted) aborted();
    });
