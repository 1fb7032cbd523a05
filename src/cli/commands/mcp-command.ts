/** The command that lends the tools of agents to a client on this machine. */
import { type Command, Option } from 'commander';

import { command, type Declaring, talking } from './declare.js';

export function declareMcpCommand(autopack: Command, { execute }: Declaring): void {
  talking(
    command(
      autopack,
      'mcp',
      'Serve the tools for agents over standard input and output, by the role of the token. See docs/mcp.md.',
    ),
  )
    .addOption(
      new Option('--role <role>', 'for an operator: whose tools').choices(['operator', 'builder', 'auditor', 'viewer']),
    )
    .action((options) => execute(options, async (output) => (await import('../mcp/mcp.js')).mcp(output, options)));
}
