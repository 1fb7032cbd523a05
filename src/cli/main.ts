#!/usr/bin/env node
/**
 * The `autopack` command. Commands are loaded when they are called: one that only talks HTTP starts in a moment, because it loads neither
 * Nest nor TypeORM.
 */
import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Command, CommanderError } from 'commander';

import { PACKAGE_VERSION } from '../common/package-root.js';
import { declareArchiveCommands } from './commands/archive-command.js';
import type { Execute, Surroundings } from './commands/declare.js';
import { declareMcpCommand } from './commands/mcp-command.js';
import { declareOperatorCommands } from './commands/operator-commands.js';
import { declarePlanCommands } from './commands/plan-commands.js';
import { declareRemoteCommands } from './commands/remote-commands.js';
import { declareReportCommands } from './commands/report-commands.js';
import { declareRunCommands } from './commands/run-commands.js';
import { declareServerCommands } from './commands/server-commands.js';
import { declareTokenCommands } from './commands/token-command.js';
import { declareWebhookCommands } from './commands/webhook-commands.js';
import { declareWorkerCommand } from './commands/worker-command.js';
import { EXIT, EXIT_CODES_HELP } from './shared/exit-codes.js';
import { explainError } from './shared/explain-error.js';
import { Output } from './shared/output.js';

/** Runs one command line, without node and the script's name; answers the exit code. Never throws. */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  let exitCode: number = EXIT.ok;
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  const execute: Execute = (options, command) =>
    guarded(new Output(options.json === true), command).then((code) => void (exitCode = code));
  try {
    await program(surroundings, execute).parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
}

/** The reader of the output may close it early, as `head` does: the rest is discarded, and the command ends as it would have. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function program({ callerDirectory }: Surroundings, execute: Execute): Command {
  const autopack = new Command('autopack')
    .description(
      'A Supervisor for autonomous software builds. Settings come from the environment and from .env; see .env.example.',
    )
    .version(PACKAGE_VERSION)
    .helpCommand(true)
    // Behind a command's name every option is the command's own: --version names a ruleset there.
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    // A slip in an option's name must not show its value (A4).
    .configureOutput({ outputError: (text, write) => write(text.replace(/(unknown option '[^'=]*)=[^\n]*'/, "$1'")) })
    .addHelpText('after', EXIT_CODES_HELP);
  const declaring = { execute, path: (text: string) => resolve(callerDirectory, text) };
  declareServerCommands(autopack, declaring);
  declareRunCommands(autopack, declaring);
  declarePlanCommands(autopack, declaring);
  declareOperatorCommands(autopack, declaring);
  declareTokenCommands(autopack, declaring);
  declareWorkerCommand(autopack, declaring);
  declareMcpCommand(autopack, declaring);
  declareReportCommands(autopack, declaring);
  declareArchiveCommands(autopack, declaring);
  declareWebhookCommands(autopack, declaring);
  declareRemoteCommands(autopack, declaring);
  return autopack;
}

/** A failure of the command is reported as a sentence, and as the document of --json. */
async function guarded(output: Output, command: (output: Output) => Promise<number>): Promise<number> {
  try {
    return await command(output);
  } catch (error) {
    const { message, exitCode } = explainError(error);
    output.complain(message);
    output.document({ ok: false, error: message, exitCode });
    return exitCode;
  }
}

const script = process.argv[1];
if (script !== undefined && existsSync(script) && import.meta.url === pathToFileURL(realpathSync(script)).href) {
  // What lists processes shows their words: not those of one that was given a token (A4).
  if (process.argv.some((word) => word.startsWith('--token'))) process.title = 'autopack';
  process.exitCode = await run(process.argv.slice(2), { callerDirectory: process.cwd() });
}
