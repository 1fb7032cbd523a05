/** The scripted agent as a peer over ACP: one session, one prompt, the script; then it waits to be ended, as real agents do. */
import { Readable, Writable } from 'node:stream';

import {
  agent,
  type AgentContext,
  methods,
  ndJsonStream,
  PROTOCOL_VERSION,
  RequestError,
  type SessionUpdate,
  type StopReason,
} from '@agentclientprotocol/sdk';

import type { AgentOutput } from './agent-output.js';
import { type Ending, play, type Stage } from './play.js';
import type { Script } from './scenario.js';

const SESSION = 'scripted';
const CONTEXT_SIZE = 1_000_000;

/** Serves until the other side is gone; answers the exit code. */
export async function serveAcp(script: Script, stage: Stage): Promise<number> {
  const cancelled = new AbortController();
  const peer = agent({ name: 'autopack-scripted-agent' })
    .onRequest(methods.agent.initialize, () => ({
      protocolVersion: PROTOCOL_VERSION,
      agentCapabilities: { loadSession: false },
    }))
    .onRequest(methods.agent.session.new, () => ({ sessionId: SESSION }))
    .onRequest(methods.agent.session.prompt, async ({ client }) => {
      const output = acpOutput(client);
      const ending = await play(script.actions, { ...stage, signal: cancelled.signal }, output).catch(
        (error: unknown) => {
          if (cancelled.signal.aborted) return 'cancelled' as const;
          throw error;
        },
      );
      return { stopReason: stopReason(ending) };
    })
    .onNotification(methods.agent.session.cancel, () => cancelled.abort());
  const stream = ndJsonStream(
    Writable.toWeb(process.stdout),
    Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>,
  );
  await peer.connect(stream).closed;
  return 0;
}

function stopReason(ending: Ending | 'cancelled'): StopReason {
  if (ending === 'cancelled') return 'cancelled';
  if (ending === null) return 'end_turn';
  if (ending.as === 'error') throw RequestError.internalError({ details: ending.text }, ending.text);
  return ending.as === 'limit' ? 'max_turn_requests' : 'refusal';
}

function acpOutput(client: AgentContext): AgentOutput {
  let calls = 0;
  const update = (content: SessionUpdate): Promise<void> =>
    client.notify(methods.client.session.update, { sessionId: SESSION, update: content });
  return {
    say: (text) => update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: `${text}\n` } }),
    tokens: (total) => update({ sessionUpdate: 'usage_update', used: total, size: CONTEXT_SIZE }),
    raw: (text) => void process.stdout.write(text),
    ask: async (kind, path) => {
      const toolCallId = `call-${(calls += 1)}`;
      const { outcome } = await client.request(methods.client.session.requestPermission, {
        sessionId: SESSION,
        toolCall: {
          toolCallId,
          kind: kind as 'edit',
          title: `${kind} ${path ?? ''}`.trim(),
          status: 'pending',
          ...(path === undefined ? {} : { locations: [{ path }] }),
        },
        options: [
          { optionId: 'yes', name: 'Yes', kind: 'allow_once' },
          { optionId: 'no', name: 'No', kind: 'reject_once' },
        ],
      });
      return outcome.outcome === 'selected' && outcome.optionId === 'yes' ? 'allowed' : 'rejected';
    },
    // How it ended is reported by the answer to the prompt.
    end: async () => 0,
  };
}
