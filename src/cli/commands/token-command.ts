/** `autopack token`: tokens with roles (A2). */
import { type Command, Option } from 'commander';

import { ROLES } from '../../domain/model/caller.js';
import { command, type Declaring, freeList, group, instant, talking } from './declare.js';

const KEY = 'your own key for this call: given again, nothing is done twice';
const WORDS = ROLES.map((role) => role.toLowerCase());

export function declareTokenCommands(autopack: Command, { execute }: Declaring): void {
  const token = group(autopack, 'token', 'Make tokens with roles, look at them, revoke them.');
  const tokens = () => import('../operator/tokens.js');
  talking(command(token, 'create', 'Make a token. Its text is printed once, alone, on standard output.'))
    .argument('<name>', 'its name; events show it')
    .addOption(new Option('--role <role>', 'what its holder may do').choices(WORDS).makeOptionMandatory())
    .option('--projects <ids>', 'only these projects: a,b; default: all', freeList)
    .option('--expires <time>', 'from when on it is refused; default: it does not expire', instant)
    .option('--key <key>', KEY)
    .action((name: string, options) =>
      execute(options, async (output) => (await tokens()).tokenCreate(output, { ...options, name })),
    );
  talking(command(token, 'list', 'List the tokens, without their text.')).action((options) =>
    execute(options, async (output) => (await tokens()).tokenList(output, options)),
  );
  talking(command(token, 'revoke', 'Revoke a token: it is refused at once, and its sockets are closed.'))
    .argument('<id>', 'its id, as list shows it')
    .option('--key <key>', KEY)
    .action((id: string, options) =>
      execute(options, async (output) => (await tokens()).tokenRevoke(output, { ...options, id })),
    );
}
