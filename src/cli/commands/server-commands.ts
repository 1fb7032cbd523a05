/** Commands around a server: starting one, showing it, checking it, mending its files. */
import { Argument, type Command, Option } from 'commander';

import { SCENE_NAMES } from '../demo/demo-scenes.js';
import { command, type Declaring, talking } from './declare.js';

const PROBES = ['run-state', 'issues', 'strategy', 'work', 'promotion'] as const;

export function declareServerCommands(autopack: Command, { execute, path }: Declaring): void {
  command(autopack, 'serve', 'Start the server; Ctrl-C or SIGTERM stops it.').action((options) =>
    execute(options, async (output) => (await import('../server/serve.js')).serve(output)),
  );
  command(
    autopack,
    'demo',
    'Start a server and workers, build a small git repository from its plan with scripted agents, stay up for a look around.',
  )
    .addOption(
      new Option(
        '--scenario <name>',
        'success: from the plan to main; budget: a run that ends because its tokens are used up',
      )
        .choices(SCENE_NAMES)
        .default('success'),
    )
    .option('--exit', 'stop the server after the run')
    .option('--keep', 'leave the repository where it is')
    .option('--verbose', 'show what the workers say')
    .action(({ scenario, exit = false, keep = false, verbose = false, ...options }) =>
      execute(options, async (output) =>
        (await import('../demo/demo.js')).demo(output, { scenario, exit, keep, verbose }),
      ),
    );
  talking(
    command(
      autopack,
      'probe',
      'Check a running server from outside: a run, its rows and its files; issues; rulesets and strategies; work; CI and promotion.',
    ),
  )
    .addArgument(
      new Argument(
        '[what]',
        'what is checked; promotion makes a git repository among the temporary files and removes it',
      )
        .choices(PROBES)
        .default('run-state'),
    )
    .option('--dir <path>', 'root of the run files (AUTONOMOUS_RUNS_DIR of the server): look at them on disk too', path)
    .option('--delete', 'delete the runs afterwards, and see that they are gone; promotion always does')
    .action((what: (typeof PROBES)[number], options) =>
      execute(options, async (output) => {
        switch (what) {
          case 'run-state':
            return (await import('../probe/probe.js')).probe(output, options);
          case 'issues':
            return (await import('../probe/probe-issues.js')).probeIssues(output, options);
          case 'strategy':
            return (await import('../probe/probe-strategy.js')).probeStrategy(output, options);
          case 'work':
            return (await import('../probe/probe-work.js')).probeWork(output, options);
          case 'promotion':
            return (await import('../probe/probe-promotion.js')).probePromotion(output, options);
        }
      }),
    );
  talking(command(autopack, 'rebuild', 'Write the files of a run anew from the database, or those of every run.'))
    .argument('[runId]', 'the run')
    .option('--all', 'every run')
    .action((runId: string | undefined, options) =>
      execute(options, async (output) => (await import('../server/rebuild.js')).rebuild(output, { ...options, runId })),
    );
  talking(
    command(
      autopack,
      'doctor',
      'Look for what is wrong: Node, settings, folders, database, server, files of live runs.',
    ),
  )
    .option('--recount', 'count everything about issues again, from sightings, and say what differs')
    .option('--replay', 'decide every ended run again, and say which does not give its own events back')
    .action((options) =>
      execute(options, async (output) => (await import('../doctor/doctor.js')).doctor(output, options)),
    );
}
