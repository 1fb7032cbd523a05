/** Commands on remotes: where the runs of a project are pushed to (M3). */
import type { Command } from 'commander';

import { FORGE_KINDS } from '../../domain/model/remote.js';
import { command, type Declaring, group, ofProject, talking, word } from './declare.js';

const KEY = 'your own key for this call: given again, nothing is done twice';

export function declareRemoteCommands(autopack: Command, { execute }: Declaring): void {
  const remote = group(autopack, 'remote', 'Push the branches and tags of runs to a repository elsewhere.');
  const remotes = () => import('../remotes/remotes.js');
  talking(ofProject(command(remote, 'show', 'Show the remote of a project, and what became of the pushing.'))).action(
    (options) => execute(options, async (output) => (await remotes()).remoteShow(output, options)),
  );
  talking(ofProject(command(remote, 'set', 'Set where the runs of a project are pushed to.')))
    .argument('<address>', 'the address of the repository, without credentials: https://…, ssh://… or git@host:path')
    .option('--forge <kind>', 'github, gitlab or gitea; default: by the host', word(FORGE_KINDS))
    .option('--key <key>', KEY)
    .action((address: string, options) =>
      execute(options, async (output) => (await remotes()).remoteSet(output, { ...options, address })),
    );
  talking(ofProject(command(remote, 'remove', 'Push nothing of a project any more.')))
    .option('--key <key>', KEY)
    .action((options) => execute(options, async (output) => (await remotes()).remoteRemove(output, options)));
  talking(ofProject(command(remote, 'retry', 'Push now what is not on the remote, conflicts too.'))).action((options) =>
    execute(options, async (output) => (await remotes()).remoteRetry(output, options)),
  );
}
