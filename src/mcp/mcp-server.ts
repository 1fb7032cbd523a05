/** The MCP server of one caller: the tools of its role, and no others (A6). It keeps nothing between two calls. */
import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

import { PACKAGE_VERSION } from '../common/package-root.js';
import type { Role } from '../domain/model/caller.js';
import { OWN_LEASE } from '../domain/rules/access/access.js';
import { CLAIM_TOOLS } from './tools/claim-tools.js';
import { LOOK_TOOLS } from './tools/look-tools.js';
import { RESULT_TOOLS } from './tools/result-tools.js';
import { RUN_TOOLS } from './tools/run-tools.js';
import type { Ask, NextEvent, Tool } from './tools/tool.js';

const TOOLS: readonly Tool[] = [...CLAIM_TOOLS, ...RESULT_TOOLS, ...RUN_TOOLS, ...LOOK_TOOLS];

/** Who calls, and how its documents are run. */
export interface ToolUser {
  readonly role: Role;
  /** An agent that a worker has started: the tools for its lease, which name no lease. */
  readonly isAgent?: boolean;
  readonly ask: (signal: AbortSignal) => Ask;
  readonly nextEvent: NextEvent;
}

export function mcpServer({ role, isAgent = false, ask, nextEvent }: ToolUser): McpServer {
  const server = new McpServer({ name: 'autopack', version: PACKAGE_VERSION }, { capabilities: { tools: {} } });
  for (const tool of TOOLS) {
    if (!tool.roles.includes(role) || (isAgent && tool.agents !== true)) continue;
    const { name, description, input, output, hints } = tool;
    const config = {
      description,
      inputSchema: isAgent ? input.omit({ lease_token: true }) : input,
      annotations: { ...hints, openWorldHint: false },
    };
    server.registerTool(
      name,
      output ? { ...config, outputSchema: output.extend({ text: z.string() }) } : config,
      async (given, context) => {
        const { signal } = context.mcpReq;
        const { text, structured, isError } = await tool.call(isAgent ? { ...given, lease_token: OWN_LEASE } : given, {
          ask: ask(signal),
          nextEvent,
          role,
          signal,
        });
        return {
          content: [{ type: 'text', text }],
          // Claude Code and Codex show their model what is structured in place of the text.
          ...(structured && !isError ? { structuredContent: { ...structured, text } } : {}),
          ...(isError ? { isError } : {}),
        };
      },
    );
  }
  return server;
}

/** The role whose tools a client gets. An operator may ask for those of a worker; every other token has its own. */
export function toolRole(role: Role, wanted: string | undefined): Role | null {
  if (wanted === undefined) return role;
  const named = (['OPERATOR', 'BUILDER', 'AUDITOR', 'VIEWER'] as const).find((one) => one === wanted.toUpperCase());
  return named !== undefined && (named === role || role === 'OPERATOR') ? named : null;
}
