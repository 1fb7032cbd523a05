/** The command that archives runs, and the one that reads an archive. */
import type { Command } from 'commander';

import { command, type Declaring, talking, wholeNumber } from './declare.js';

export function declareArchiveCommands(autopack: Command, { execute, path }: Declaring): void {
  const archive = talking(
    command(autopack, 'archive', 'Archive runs that ended long ago, one file each, and delete them from the database.'),
  )
    .option('--older-than <days>', "ended so many days ago; default: each project's retentionDays", wholeNumber)
    .option('--project <id>', 'only runs of this project; default: all')
    .option('--run <id>', 'only this run; its age does not count then')
    .option('--dry-run', 'only say what would be done')
    .action((options) =>
      execute(options, async (output) => (await import('../archive/archive.js')).archive(output, options)),
    )
    // Else this command would take --json from the one below it.
    .enablePositionalOptions();
  command(archive, 'show', 'Say what an archive holds, once every file in it is proven; needs no server.')
    .argument('<file>', 'the archive', path)
    .option('--files', 'list its files')
    .option('--events', 'print the events, one a line')
    .option('--file <path>', 'print one of its files')
    .action((file: string, options) =>
      execute(options, async (output) =>
        (await import('../archive/archive-show.js')).archiveShow(output, { ...options, archive: file }),
      ),
    );
}
