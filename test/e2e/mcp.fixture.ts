/** The official client of MCP against a server of the tests. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

export interface Answer {
  readonly text: string;
  readonly structured: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
}

export interface Agent {
  readonly client: Client;
  tools(): ReturnType<Client['listTools']>;
  /** Calls a tool and expects no error. */
  call(name: string, input?: Readonly<Record<string, unknown>>): Promise<Answer>;
  /** Calls a tool that may answer an error. */
  tried(name: string, input?: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
}

export function agentOf(client: Client): Agent {
  const tried: Agent['tried'] = async (name, input = {}, signal) => {
    const result = await client.callTool({ name, arguments: { ...input } }, signal ? { signal } : {});
    const { text: repeated, ...structured } = (result.structuredContent ?? {}) as Record<string, unknown>;
    const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
    // Programs that read what is structured show their model nothing else.
    if (result.structuredContent && repeated !== text) throw new Error(`${name}: the text is not beside the rest`);
    return {
      text,
      structured,
      isError: result.isError === true,
    };
  };
  return {
    client,
    tools: () => client.listTools(),
    tried,
    async call(name, input) {
      const answer = await tried(name, input);
      if (answer.isError) throw new Error(`${name}: ${answer.text}`);
      return answer;
    },
    close: () => client.close(),
  };
}

/** A client over HTTP, of the revision of 2026 unless `mode` says otherwise. */
export async function agent(
  url: string,
  { token, role, mode = 'auto' }: { token?: string; role?: string; mode?: 'auto' | 'legacy' } = {},
): Promise<Agent> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const address = new URL(`${url}/mcp${role === undefined ? '' : `?role=${role}`}`);
  await client.connect(new StreamableHTTPClientTransport(address, { requestInit: { headers } }));
  return agentOf(client);
}
