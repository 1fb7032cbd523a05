/** Commands of an operator besides runs: phases, projects, backlog, events, and completion for shells. */
import { Argument, type Command } from 'commander';

import { BACKLOG_STATUSES } from '../../domain/model/vocabulary.js';
import { completionScript, type Shell, SHELLS } from '../shared/completion.js';
import { EXIT } from '../shared/exit-codes.js';
import { command, type Declaring, duration, group, ofProject, talking, wholeNumber, wordList } from './declare.js';

const KEY = 'your own key for this call: given again, nothing is done twice';

export function declareOperatorCommands(autopack: Command, declaring: Declaring): void {
  declarePhase(autopack, declaring);
  declareProject(autopack, declaring);
  declareDrain(autopack, declaring);
  declareViews(autopack, declaring);
  declareCompletion(autopack, declaring);
}

function declarePhase(autopack: Command, { execute }: Declaring): void {
  const phase = group(autopack, 'phase', 'Look at a phase of a run.');
  talking(command(phase, 'show', 'Show a phase: its task, tries, budgets, and what it waits for.'))
    .argument('<runId>', 'the run')
    .argument('<phaseId>', 'a phase of it')
    .action((runId: string, phaseId: string, options) =>
      execute(options, async (output) =>
        (await import('../operator/phase-show.js')).phaseShow(output, { ...options, runId, phaseId }),
      ),
    );
  talking(command(phase, 'attempts', 'List the attempts of a phase with their verdicts.'))
    .argument('<runId>', 'the run')
    .argument('<phaseId>', 'a phase of it')
    .action((runId: string, phaseId: string, options) =>
      execute(options, async (output) =>
        (await import('../operator/phase-show.js')).phaseAttempts(output, { ...options, runId, phaseId }),
      ),
    );
}

function declareProject(autopack: Command, { execute, path }: Declaring): void {
  const project = group(autopack, 'project', 'Make projects, look at them, stop and resume their work.');
  const projects = () => import('../operator/projects.js');
  talking(command(project, 'list', 'List the projects.')).action((options) =>
    execute(options, async (output) => (await projects()).projectList(output, options)),
  );
  talking(command(project, 'create', 'Make a project.'))
    .argument('<projectId>', 'its id')
    .option('--name <name>', 'its name for people')
    .option('--repository <path>', 'the git repository, on the machine of the server', path)
    .option('--branch <branch>', 'where runs begin and are promoted to; default: what HEAD names')
    .option('--allow-promotion', 'runs that succeed may be promoted')
    .option('--key <key>', KEY)
    .action((projectId: string, options) =>
      execute(options, async (output) => (await projects()).projectCreate(output, { ...options, projectId })),
    );
  talking(command(project, 'show', 'Show a project.'))
    .argument('[projectId]', 'the project', 'default')
    .action((projectId: string, options) =>
      execute(options, async (output) => (await projects()).projectShow(output, { ...options, projectId })),
    );
  const check = 'Say what would block a run of a project before one starts: repository, CI, promotion.';
  talking(command(project, 'check', check))
    .argument('[projectId]', 'the project', 'default')
    .action((given: string, options) =>
      execute(options, async (output) =>
        (await import('../projects/project-check.js')).projectCheck(output, { ...options, project: given }),
      ),
    );
  for (const [name, dispatching, about] of [
    ['stop', false, 'Hand out no more work of a project. What is at work goes on.'],
    ['resume', true, 'Hand out work of a project again.'],
  ] as const) {
    talking(command(project, name, about))
      .argument('<projectId>', 'the project')
      .option('--reason <sentence>', 'why; it is shown to everybody')
      .option('--key <key>', KEY)
      .action((projectId: string, options) =>
        execute(options, async (output) =>
          (await projects()).projectDispatch(output, { ...options, projectId, dispatching }),
        ),
      );
  }
}

function declareDrain(autopack: Command, { execute }: Declaring): void {
  talking(
    command(
      autopack,
      'drain',
      'Hand out no more work on any server of this database, for a deploy. What is at work goes on.',
    ),
  )
    .option('--off', 'hand out work again')
    .option('--reason <sentence>', 'why; workers that ask for work are told')
    .option('--wait', 'end when no lease lives any more: 0')
    .option('--for <time>', 'wait so long at most: 90s, 10m, 2h; 1 if leases live then', duration)
    .option('--key <key>', KEY)
    .action((options) =>
      execute(options, async (output) => (await import('../operator/drain.js')).drain(output, options)),
    );
}

function declareViews(autopack: Command, { execute }: Declaring): void {
  talking(ofProject(command(autopack, 'backlog', 'List the issues of a project that outlive its runs.')))
    .option('--status <statuses>', 'only these: open,needs_cleanup,resolved', wordList(BACKLOG_STATUSES))
    .option('--first <n>', 'so many', wholeNumber)
    .option('--after <cursor>', 'those after this cursor, which the previous page printed')
    .action((options) =>
      execute(options, async (output) => (await import('../operator/backlog.js')).backlog(output, options)),
    );
  talking(command(autopack, 'events', 'Print what happened in a run, a line for each event.'))
    .argument('<runId>', 'the run')
    .option('--after <seq>', 'only events after this number', wholeNumber)
    .option('--follow', 'go on until the run has ended; with --json one document for each event')
    .action((runId: string, options) =>
      execute(options, async (output) => (await import('../operator/events.js')).events(output, { ...options, runId })),
    );
}

function declareCompletion(autopack: Command, { execute }: Declaring): void {
  command(
    autopack,
    'completion',
    'Print the script that completes commands in a shell: eval "$(autopack completion bash)".',
  )
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: Shell, options) =>
      execute(options, async (output) => {
        const script = completionScript(autopack, shell);
        if (output.json) output.document({ ok: true, shell, script });
        else process.stdout.write(script);
        return EXIT.ok;
      }),
    );
}
