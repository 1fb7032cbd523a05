/** Commands around a server: starting one, showing it, checking it, mending its files. */
import { Argument, type Command } from 'commander';
import { command, talking, type Declaring } from './declare.js';

export function declareServerCommands(autopack: Command, { execute, path }: Declaring): void {
  command(autopack, 'serve', 'Start the server; Ctrl-C or SIGTERM stops it.').action((options) =>
    execute(options, async (output) => (await import('../serve.js')).serve(output)),
  );
  command(autopack, 'demo', 'Start a server, drive a sample run from a Markdown plan and a ruleset, stay up for a look around.')
    .option('--exit', 'stop the server after the run')
    .action((options) =>
      execute(options, async (output) => (await import('../demo/demo.js')).demo(output, { exit: options.exit === true })),
    );
  talking(
    command(autopack, 'probe', 'Check a running server from outside: a run, its rows and its files; issues; rulesets and strategies.'),
  )
    .addArgument(new Argument('[what]', 'what is checked').choices(['run-state', 'issues', 'strategy']).default('run-state'))
    .option('--dir <path>', 'root of the run files (AUTONOMOUS_RUNS_DIR of the server): look at them on disk too', path)
    .option('--delete', 'delete the run afterwards, and see that it is gone')
    .action((what: 'run-state' | 'issues' | 'strategy', options) =>
      execute(options, async (output) => {
        switch (what) {
          case 'run-state':
            return (await import('../probe/probe.js')).probe(output, options);
          case 'issues':
            return (await import('../probe/probe-issues.js')).probeIssues(output, options);
          case 'strategy':
            return (await import('../probe/probe-strategy.js')).probeStrategy(output, options);
        }
      }),
    );
  talking(command(autopack, 'rebuild', 'Write the files of a run anew from the database, or those of every run.'))
    .argument('[runId]', 'the run')
    .option('--all', 'every run')
    .action((runId: string | undefined, options) =>
      execute(options, async (output) => (await import('../rebuild.js')).rebuild(output, { ...options, runId })),
    );
  talking(command(autopack, 'doctor', 'Look for what is wrong: Node, settings, folders, database, server, files of live runs.'))
    .option('--recount', 'count everything about issues again, from sightings, and say what differs')
    .action((options) => execute(options, async (output) => (await import('../doctor.js')).doctor(output, options)));
}
