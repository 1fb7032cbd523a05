/** Commands around a server: starting one, showing it, checking it, mending its files. */
import { type Command, Option } from 'commander';

import { SCENE_NAMES } from '../demo/demo-scenes.js';
import { command, type Declaring, talking } from './declare.js';

export function declareServerCommands(autopack: Command, { execute }: Declaring): void {
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
      'Look for what is wrong: Node, settings, folders, database, server, files and rows of live runs.',
    ),
  )
    .option('--recount', 'count everything about issues again, from sightings, and say what differs')
    .option('--replay', 'decide every ended run again, and say which does not give its own events back')
    .action((options) =>
      execute(options, async (output) => (await import('../doctor/doctor.js')).doctor(output, options)),
    );
}
