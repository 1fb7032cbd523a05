/** Commands on plans and on the policy behind them. */
import { type Command, Option } from 'commander';

import {
  command,
  type Declaring,
  freeList,
  group,
  ofProject,
  ofRuns,
  PLAN,
  readable,
  talking,
  wholeNumber,
} from './declare.js';

const RULESET = 'the ruleset, JSON or YAML; - is standard input';

export function declarePlanCommands(autopack: Command, declaring: Declaring): void {
  declarePlan(autopack, declaring);
  declareStrategy(autopack, declaring);
  declareSimulate(autopack, declaring);
  declareBacktest(autopack, declaring);
  declareRuleset(autopack, declaring);
}

function declarePlan(autopack: Command, declaring: Declaring): void {
  const { execute } = declaring;
  const file = readable(declaring);
  const plan = group(autopack, 'plan', 'Look at a plan in Markdown; needs no server. See docs/plan-format.md.');
  command(plan, 'check', 'Say what is wrong with a plan, line by line, or what it holds.')
    .argument('<file>', PLAN, file)
    .action((given: string, options) =>
      execute(options, async (output) => (await import('../plans/plan.js')).planCheck(output, { file: given })),
    );
  command(plan, 'format', 'Print a plan in its canonical form. Comments below its first tier are lost.')
    .argument('<file>', PLAN, file)
    .option('--write', 'replace the file')
    .action((given: string, options) =>
      execute(options, async (output) =>
        (await import('../plans/plan.js')).planFormat(output, { file: given, write: options.write === true }),
      ),
    );
}

function declareStrategy(autopack: Command, declaring: Declaring): void {
  const strategy = group(autopack, 'strategy', 'Look at what a policy makes of a plan.');
  const preview = command(
    strategy,
    'preview',
    'Show the strategy that a plan would be frozen with. Nothing is stored.',
  );
  ofRuns(ofProject(talking(preview)))
    .argument('<file>', 'the plan in Markdown, or its tiers as .json; - is standard input', readable(declaring))
    .addOption(
      new Option('--ruleset <file>', `${RULESET}; default: the project's`)
        .argParser(readable(declaring))
        .conflicts('version'),
    )
    .option(
      '--version <n>',
      "a ruleset of the project by its number; 0: none; default: the project's newest",
      wholeNumber,
    )
    .option('--against <n>', 'show what is different from this ruleset of the project; 0: none', wholeNumber)
    .option('--reasons', 'say where every value comes from')
    .action((file: string, options) =>
      declaring.execute(options, async (output) =>
        (await import('../plans/strategy-preview.js')).strategyPreview(output, { ...options, file }),
      ),
    );
}

function declareSimulate(autopack: Command, declaring: Declaring): void {
  const file = readable(declaring);
  const simulate = command(
    autopack,
    'simulate',
    'Play a plan many times before it is paid for: odds, cost, and what would change them. Needs no server, unless a ruleset is named by its number or the model is learned.',
  );
  ofRuns(ofProject(talking(simulate)))
    .argument('<file>', PLAN, file)
    .option('--ruleset <file|version>', `${RULESET}, or the number of a stored one; default: none`)
    .option('--model <file|learned>', "a worker model, or learned from the project's past; default: the built-in one")
    .option('--runs <n>', 'how often the plan is played, 1 to 10000; default: 200', wholeNumber)
    .option('--seed <n>', 'where the chances begin; default: 1', wholeNumber)
    .option('--want <percent>', 'find the smallest caps that succeed with this probability', wholeNumber)
    .option('--report <file>', 'write a report in Markdown, with its drawing beside it as .svg', declaring.path)
    .action((given: string, options) =>
      declaring.execute(options, async (output) =>
        (await import('../foresight/simulate.js')).simulateCommand(output, { ...options, file: given, path: file }),
      ),
    );
}

function declareBacktest(autopack: Command, declaring: Declaring): void {
  const file = readable(declaring);
  talking(
    command(
      autopack,
      'backtest',
      'Play ended runs of a project under another ruleset: which would have ended otherwise, from where on that is not known, and why.',
    ),
  )
    .argument('[projectId]', 'the project', 'default')
    .option('--ruleset <file|version>', `${RULESET}, or the number of a stored one; default: the newest`)
    .option('--run <id>', 'only this run; given again, those', freeList)
    .option('--last <n>', 'the newest so many ended runs, 1 to 200; default: 100', wholeNumber)
    .action((projectId: string, options) =>
      declaring.execute(options, async (output) =>
        (await import('../foresight/backtest.js')).backtest(output, { ...options, projectId, path: file }),
      ),
    );
}

function declareRuleset(autopack: Command, declaring: Declaring): void {
  const { execute } = declaring;
  const file = readable(declaring);
  const ruleset = group(autopack, 'ruleset', 'The policy of a project. See docs/ruleset.md.');
  command(ruleset, 'check', 'Say what is wrong with a ruleset, line by line; needs no server.')
    .argument('<file>', RULESET, file)
    .action((given: string, options) =>
      execute(options, async (output) => (await import('../plans/ruleset.js')).rulesetCheck(output, { file: given })),
    );
  ofProject(
    talking(command(ruleset, 'publish', "Make a ruleset the project's newest one. Runs that live keep theirs.")),
  )
    .argument('<file>', RULESET, file)
    .option('--expect <n>', 'refuse unless this is the newest version now; 0: there is none yet', wholeNumber)
    .action((given: string, options) =>
      execute(options, async (output) =>
        (await import('../plans/ruleset.js')).rulesetPublish(output, { ...options, file: given }),
      ),
    );
  ofProject(talking(command(ruleset, 'show', 'Print a ruleset as it was published.')))
    .option('--version <n>', 'its number; default: the newest', wholeNumber)
    .action((options) =>
      execute(options, async (output) => (await import('../plans/ruleset.js')).rulesetShow(output, options)),
    );
  ofProject(
    talking(
      command(
        ruleset,
        'suggest',
        'Say which caps and attempts the ended phases suggest, why, and what the ended runs would have been under them.',
      ),
    ),
  )
    .option('--document', 'print the suggested ruleset, ready to be published, and the rest on standard error')
    .action((options) =>
      execute(options, async (output) =>
        (await import('../foresight/ruleset-suggest.js')).rulesetSuggest(output, options),
      ),
    );
}
