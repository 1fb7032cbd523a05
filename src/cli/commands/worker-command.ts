/** The command that works: claims leases from a server and plays a Builder, an Auditor or CI. */
import { type Command, InvalidArgumentError, Option } from 'commander';

import type { WorkerRole } from '../../domain/model/vocabulary.js';
import { command, type Declaring, ofProject, wholeNumber } from './declare.js';

const ROLES: Readonly<Record<string, WorkerRole>> = { builder: 'BUILDER', auditor: 'AUDITOR', ci: 'CI' };

export function declareWorkerCommand(autopack: Command, { execute, path }: Declaring): void {
  const worker = command(
    autopack,
    'worker',
    'Claim work from a server and do it, until a signal. See docs/workers.md. With --json: one JSON document for each event.',
  );
  ofProject(worker)
    .addOption(new Option('--role <role>', 'builder, auditor or ci; may be given several times').argParser(roles))
    .option('--agent <preset>', 'a known coding agent, such as claude-code or codex; see docs/agents.md')
    .addOption(
      new Option('--over <way>', 'how the preset is spoken to; default: as the preset says').choices([
        'command',
        'acp',
      ]),
    )
    .option('--agent-command <json>', 'an agent of your own: a JSON list of words, such as ["my-agent","{promptFile}"]')
    .option('--profile <name>', 'what your agent writes: plain or the name of a stream; default: plain')
    .option('--acp <json>', 'an agent that speaks ACP: a JSON list of words')
    .option('--model <name>', 'the model that the agent is asked to use')
    .option(
      '--worker-id <id>',
      'its name, which no other worker has; the same again after a restart. Default: host and roles',
    )
    .option('--run <id>', 'only work of this run; the worker ends with it')
    .option('--concurrency <n>', 'leases at a time, for each role', wholeNumber, 1)
    .option('--once', 'claim once for each role, do the work, and end')
    .option('--max-attempts <n>', 'end after so many leases', wholeNumber)
    .option('--work-dir <path>', 'where clones are made and removed again; default: ~/autopack/work', path)
    .option(
      '--cache-dir <path>',
      'where folders of ci.cache are kept between checkouts; default: ~/.cache/autopack/cache',
      path,
    )
    .option('--cache-limit <MiB>', 'how much is kept there, of all projects; 0: nothing', wholeNumber, 10_240)
    .option(
      '--pass-environment <names>',
      'more variables that the agent gets (CI alone: its steps), by name: A,B',
      names,
    )
    .option(
      '--agent-silence <minutes>',
      'ends an agent that says and changes nothing for so long; 0: never',
      wholeNumber,
      10,
    )
    .option(
      '--tools',
      'give the agent the tools of Autopack over MCP; the server needs AUTOPACK_MCP=on. See docs/mcp.md',
    )
    .option('--wait <seconds>', 'how long one claim waits for work, 0 to 30', wholeNumber, 30)
    .option(
      '--url, --server <address>',
      'the server; default: where HOST and PORT say that it listens. Its token: AUTOPACK_TOKEN',
    )
    .action((options) =>
      execute(options, async (output) => (await import('../worker/worker.js')).worker(output, options)),
    );
}

function roles(text: string, before: readonly WorkerRole[] = []): readonly WorkerRole[] {
  const found = text.split(',').map((one) => ROLES[one.trim().toLowerCase()]);
  if (!found.every((role) => role !== undefined)) throw new InvalidArgumentError('It must be builder, auditor or ci.');
  return [...before, ...found];
}

function names(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').map((name) => name.trim())].filter((name) => name !== '');
}
