#!/usr/bin/env node
/**
 * The `autopack` command. Commands are loaded when they are called: one that only talks HTTP starts in a moment, because it loads neither
 * Nest nor TypeORM.
 */
import { Command, CommanderError, Option } from 'commander';
import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PACKAGE_VERSION } from '../common/package-root.js';
import { EXIT, EXIT_CODES_HELP } from './exit-codes.js';
import { explainError } from './explain-error.js';
import { Output } from './output.js';

export interface Surroundings {
  /** Where the user is: relative paths on the command line begin there. */
  readonly callerDirectory: string;
}

/** Runs one command line, without node and the script's name; answers the exit code. Never throws. */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  let exitCode: number = EXIT.ok;
  const execute = (options: { json?: boolean }, command: (output: Output) => Promise<number>): Promise<void> =>
    guarded(new Output(options.json === true), command).then((code) => void (exitCode = code));
  try {
    await program(surroundings, execute).parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
}

type Execute = (options: { json?: boolean }, command: (output: Output) => Promise<number>) => Promise<void>;

function program({ callerDirectory }: Surroundings, execute: Execute): Command {
  const url = new Option('--url <address>', 'the server; default: where HOST and PORT say that it listens');
  const token = new Option('--token <token>', 'operator token; default: AUTOPACK_TOKEN');
  const json = new Option('--json', 'print one JSON document on standard output, everything else on standard error');
  const path = (text: string): string => resolve(callerDirectory, text);

  const autopack = new Command('autopack')
    .description('A Supervisor for autonomous software builds. Settings come from the environment and from .env; see .env.example.')
    .version(PACKAGE_VERSION)
    .helpCommand(true)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', EXIT_CODES_HELP);
  const command = (name: string, description: string): Command =>
    autopack.command(name).description(description).addOption(json).addHelpText('after', EXIT_CODES_HELP);

  command('serve', 'Start the server; Ctrl-C or SIGTERM stops it.').action((options) =>
    execute(options, async (output) => (await import('./serve.js')).serve(output)),
  );
  command('demo', 'Start a server, drive a sample run of two tiers through the API, stay up for a look around.')
    .option('--exit', 'stop the server after the run')
    .action((options) => execute(options, async (output) => (await import('./demo.js')).demo(output, { exit: options.exit === true })));
  command('probe', 'Check a running server from outside: a run, its rows and its files, legal and illegal moves.')
    .addOption(url)
    .addOption(token)
    .option('--dir <path>', 'root of the run files (AUTONOMOUS_RUNS_DIR of the server): look at them on disk too', path)
    .option('--delete', 'delete the run afterwards, and see that it is gone')
    .action((options) => execute(options, async (output) => (await import('./probe.js')).probe(output, options)));
  command('rebuild', 'Write the files of a run anew from the database, or those of every run.')
    .argument('[runId]', 'the run')
    .option('--all', 'every run')
    .addOption(url)
    .addOption(token)
    .action((runId: string | undefined, options) =>
      execute(options, async (output) => (await import('./rebuild.js')).rebuild(output, { ...options, runId })),
    );
  command('doctor', 'Look for what is wrong: Node, settings, folders, database, server, files of live runs.')
    .addOption(url)
    .addOption(token)
    .action((options) => execute(options, async (output) => (await import('./doctor.js')).doctor(output, options)));
  return autopack;
}

/** Whatever stops the command is told as a sentence, and as the document of --json. */
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
  process.exitCode = await run(process.argv.slice(2), { callerDirectory: process.cwd() });
}
