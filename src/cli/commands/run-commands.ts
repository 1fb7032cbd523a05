/** Commands on runs: starting them, looking at them, ending them, and what they leave. */
import { type Command, Option } from 'commander';

import { RUN_STATES } from '../../domain/model/run-state.js';
import type { RunOrder } from '../graphql/documents.generated.js';
import {
  command,
  type Declaring,
  freeList,
  group,
  instant,
  ofProject,
  ofRuns,
  PLAN,
  readable,
  talking,
  wholeNumber,
  word,
  wordList,
} from './declare.js';

const RUN = 'the run';
const PHASE = 'a phase of it';
const ORDERS = [
  'NEWEST',
  'OLDEST_START',
  'LATEST_END',
  'MOST_TOKENS',
  'NEXT_DEADLINE',
] as const satisfies readonly RunOrder[];
const KEY = 'your own key for this call: given again, nothing is done twice';

const KIND = 'merge it, or propose it on the forge of the remote';

export function declareRunCommands(autopack: Command, declaring: Declaring): void {
  const run = group(autopack, 'run', 'Start runs, look at them, end them, and read what they leave.');
  declareLooking(run, declaring);
  declareStarting(run, declaring);
  declareEnding(run, declaring);
  declareLeft(run, declaring);
  declareExplain(autopack, declaring);
}

function declareLooking(run: Command, declaring: Declaring): void {
  const { execute } = declaring;
  talking(ofProject(command(run, 'list', 'List runs, the newest first or in another order.')))
    .option('--state <states>', 'only in these states: DONE_SUCCESS,GATE', wordList(RUN_STATES))
    .option('--live', 'only runs that have not ended')
    .option('--ended', 'only runs that have ended')
    .option('--order <order>', 'newest, oldest_start, latest_end, most_tokens or next_deadline', word(ORDERS))
    .option('--text <words>', "only runs with this in their id or their plan's introduction")
    .option('--failure <codes>', 'only runs that failed for one of these reasons', freeList)
    .option('--ended-after <time>', 'only runs that ended after it: 2026-01-31, or 2026-01-31T09:05Z', instant)
    .option('--ended-before <time>', 'only runs that ended before it', instant)
    .option('--first <n>', 'so many', wholeNumber)
    .option('--after <cursor>', 'those after this cursor, which the previous page printed')
    .action((options) =>
      execute(options, async (output) => (await import('../operator/run-list.js')).runList(output, options)),
    );
  talking(command(run, 'show', 'Show a run with its phases and budgets, and what can be done next.'))
    .argument('<runId>', RUN)
    .action((runId: string, options) =>
      execute(options, async (output) =>
        (await import('../operator/run-show.js')).runShow(output, { ...options, runId }),
      ),
    );
  talking(
    command(run, 'watch', 'Watch a run until it has ended: 0 if it succeeded, else 1. Ctrl-C leaves it as it is.'),
  )
    .argument('<runId>', RUN)
    .action((runId: string, options) =>
      execute(options, async (output) =>
        (await import('../operator/run-watch.js')).runWatch(output, { ...options, runId }),
      ),
    );
  declareExplain(run, declaring);
}

/** Below `run`, and by itself (O6). */
function declareExplain(parent: Command, { execute }: Declaring): void {
  talking(
    command(parent, 'explain', 'Say why a run waits, failed, is not clean or cannot be promoted; what ends it next.'),
  )
    .argument('<runId>', RUN)
    .action((runId: string, options) =>
      execute(options, async (output) =>
        (await import('../operator/run-explain.js')).runExplain(output, { ...options, runId }),
      ),
    );
}

function declareStarting(run: Command, declaring: Declaring): void {
  const start = command(run, 'start', 'Start a plan in Markdown: one run, or several that wait for each other.');
  ofRuns(ofProject(talking(start)))
    .argument('<file>', PLAN, readable(declaring))
    .option('--id <runId>', 'id of the first run; default: the server makes one')
    .option('--key <key>', 'your own key for this start: given again with the same plan, nothing is started twice')
    .action((file: string, options) =>
      declaring.execute(options, async (output) =>
        (await import('../plans/start-run.js')).startRun(output, { ...options, file }),
      ),
    );
  talking(
    command(
      run,
      'continue',
      'Go on with a run that ended as failed: a new run of what is left, from its last snapshot.',
    ),
  )
    .argument('<runId>', 'the run that failed')
    .option('--id <newRunId>', 'id of the new run; default: <runId>-r2, <runId>-r3 …')
    .option('--token-cap <n>', "most tokens of the new run; default: the ruleset's, else the server's", wholeNumber)
    .option('--minutes <n>', "how long it may last; default: the ruleset's, else the server's", wholeNumber)
    .option('--followers', 'continue the linked runs that were cancelled with it, too')
    .option('--key <key>', 'your own key for this call: given again, nothing is continued twice')
    .action((runId: string, options) =>
      declaring.execute(options, async (output) =>
        (await import('../plans/continue-run.js')).continueRun(output, { ...options, runId }),
      ),
    );
}

function declareEnding(run: Command, { execute }: Declaring): void {
  talking(command(run, 'cancel', 'End a run. What it has done stays; a run of what is left can be continued.'))
    .argument('<runId>', RUN)
    .requiredOption('--reason <sentence>', 'why; it is kept with the run')
    .option('--key <key>', KEY)
    .action((runId: string, options) =>
      execute(options, async (output) =>
        (await import('../operator/run-end.js')).runCancel(output, { ...options, runId }),
      ),
    );
  talking(command(run, 'promote', 'Move the branch of the project to the result of a run that succeeded.'))
    .argument('<runId>', RUN)
    .option('--target <branch>', "the branch; default: the project's")
    .addOption(new Option('--kind <kind>', KIND).choices(['merge', 'pull-request'] as const).default('merge' as const))
    .option('--key <key>', KEY)
    .action((runId: string, options) =>
      execute(options, async (output) =>
        (await import('../operator/run-end.js')).runPromote(output, { ...options, runId }),
      ),
    );
}

function declareLeft(run: Command, { execute }: Declaring): void {
  talking(command(run, 'diff', 'Print the patch of an attempt, else the one of a phase that was applied last.'))
    .argument('<runId>', RUN)
    .argument('<phaseId>', PHASE)
    .option('--attempt <n>', 'the attempt, see phase attempts', wholeNumber)
    .action((runId: string, phaseId: string, options) =>
      execute(options, async (output) =>
        (await import('../operator/artefacts.js')).runDiff(output, { ...options, runId, phaseId }),
      ),
    );
  talking(command(run, 'logs', 'Print the logs of an attempt and of its CI; default: of the last one that has any.'))
    .argument('<runId>', RUN)
    .argument('<phaseId>', PHASE)
    .option('--attempt <n>', 'the attempt, see phase attempts', wholeNumber)
    .action((runId: string, phaseId: string, options) =>
      execute(options, async (output) =>
        (await import('../operator/artefacts.js')).runLogs(output, { ...options, runId, phaseId }),
      ),
    );
  talking(command(run, 'files', 'List the files of a run, or print one of up to 1 MiB.'))
    .argument('<runId>', RUN)
    .argument('[path]', 'a file, as the list names it')
    .action((runId: string, path: string | undefined, options) =>
      execute(options, async (output) =>
        (await import('../operator/artefacts.js')).runFiles(output, { ...options, runId, path }),
      ),
    );
}
