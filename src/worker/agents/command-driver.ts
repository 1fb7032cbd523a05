/**
 * Runs an agent as a command that ends by itself. Its standard input is its prompt or nothing, and always ends: some agents wait for the end of
 * their input even if the prompt is an argument. One that has said its last word and stays is ended, and counts as done.
 */
import { PACKAGE_ROOT } from '../../common/package-root.js';
import { plainOutput } from '../../common/plain-output.js';
import { runProcess } from '../../processes/run-process.js';
import { agentEnvironment, type LetThrough, secretsOf } from './agent-environment.js';
import { agentLog } from './agent-log.js';
import { agentSays } from './agent-says.js';
import { AgentWatch, type Watched } from './agent-watch.js';
import { fill, type Values } from './argv-template.js';
import { commandOutcome } from './command-outcome.js';
import { type AgentDriver, type AgentEnd, type AgentOutcome, type AgentTask, outcomeOfStop } from './contract/agent.js';
import { environmentFaultIn, environmentFaultOf, providerFaultAlone } from './environment-fault.js';
import { type Exchange, type LeftResult, openExchange, readResult, TOKEN_VARIABLE } from './exchange.js';
import { type OutputProfileName, type Seen, wordsOf } from './profiles/output-profile.js';
import { profileOf } from './profiles/profile-of.js';
import type { TokenAccount } from './token-account.js';

export interface CommandAgent extends Watched {
  readonly argv: readonly string[];
  /** Words behind them if the agent is given the Supervisor's tools. */
  readonly doorArgv?: readonly string[];
  /** Variables for the same, to be filled. */
  readonly doorEnvironment?: Readonly<Record<string, string>>;
  readonly promptVia: 'stdin' | 'file';
  readonly profile: OutputProfileName;
  readonly model: string | null;
  readonly through: LetThrough;
  /** Marks what is started, so that the same worker finds it again after a hard end of its own. */
  readonly owner?: string;
  /** How long an agent may stay after its last word. */
  readonly lingerMs?: number;
}

const LINGER_MS = 10_000;
const LOG_BYTES = 262_144;

export class CommandDriver implements AgentDriver {
  constructor(private readonly agent: CommandAgent) {}

  async run(task: AgentTask): Promise<AgentEnd> {
    const exchange = await openExchange(task);
    const profile = profileOf(this.agent.profile);
    const values = valuesFor(task, exchange, this.agent.model);
    const env = { ...agentEnvironment(this.agent.through, task, exchange), ...this.doorVariables(task, values) };
    const attended = new AgentWatch(task, env, this.agent);
    const watch = new Watch(task, attended.account, this.agent.lingerMs ?? LINGER_MS);
    let outputBytes = 0;
    const secrets = secretsOf(this.agent.through, task);
    const argv = task.door ? [...this.agent.argv, ...(this.agent.doorArgv ?? [])] : this.agent.argv;
    const [program, ...words] = fill(argv, values);
    const end = await runProcess({
      argv: [program ?? '', ...words],
      cwd: task.workspace,
      env,
      ...(this.agent.promptVia === 'stdin' ? { stdin: task.brief } : {}),
      timeoutMs: task.timeoutMs,
      maxOutputBytes: task.maxOutputBytes,
      keepOutputBytes: LOG_BYTES,
      ...(this.agent.owner === undefined ? {} : { owner: this.agent.owner }),
      signal: AbortSignal.any([task.signal, watch.enough, attended.tooLong]),
      onOutput: (stream, text) => {
        attended.heard();
        outputBytes += text.length;
        task.onPrinted?.(text, secrets);
        if (stream !== 'stdout') return;
        profile.read(text);
        watch.look(profile.seen());
      },
    });
    profile.read('\n');
    const seen = profile.seen();
    watch.look(seen);
    watch.end();
    await attended.end();
    const silent = end.end === 'aborted' && attended.tooLong.aborted && !task.signal.aborted && !watch.enough.aborted;
    const stopped = silent
      ? 'timeout'
      : end.end === 'aborted' && task.signal.aborted
        ? outcomeOfStop(task.signal)
        : null;
    const left = await readResult(task, exchange);
    const outcome = commandOutcome({ end, seen, stopped, endedAfterResult: watch.enough.aborted });
    const environmentFault = attended.environmentFault(end, program ?? '', silent, () =>
      outcome === 'crashed' && stopped === null ? faultOfCrash(seen, end.stderr) : null,
    );
    const stated = seen.lastWords ?? wordsOf(seen.stray);
    const providerFault = providerFaultAlone(stated ?? plainOutput(end.stderr));
    const isDone = outcome === 'completed';
    const isOut = (environmentFault ?? (isDone ? providerFault : null)) !== null && !silent;
    const spent = !end.startFault && attended.hasSpent({ isDone, isOut, worked: seen.worked });
    return {
      outcome: withResult(outcome, task, left),
      tokens: attended.account.final(spent, outputBytes),
      ...agentSays({
        task,
        home: env.HOME,
        through: this.agent.through,
        failure: seen.fault?.text ?? null,
        stated,
        stderr: end.stderr,
        remarks: [seen.unfinished],
        environmentFault,
        providerFault,
      }),
      log: agentLog(end.output, secrets),
      result: left.result,
      resultFault: left.fault,
      exitCode: end.exitCode,
      leftBehind: end.leftBehind,
    };
  }

  /** Where the tools are, and the token for them: the only one that an agent has (A6). Over ACP the session names both, and no command of the agent inherits them. */
  private doorVariables({ door }: AgentTask, values: Values): Record<string, string> {
    if (!door) return {};
    const templates = Object.entries(this.agent.doorEnvironment ?? {});
    const filled = templates.map(([name, text]) => [name, fill([text], values).join('')] as const);
    return { AUTOPACK_MCP_URL: door.url, [TOKEN_VARIABLE]: door.token, ...Object.fromEntries(filled) };
  }
}

const LOOK_AT_LOG = /\b(?:check|see|look at) (?:the |your )?(?:server )?logs?\b/i;

/** What it calls its failure goes first; where it names none, the last lines that it wrote. A talk that has a form of its own is no such line. */
function faultOfCrash(seen: Seen, errors: string): string | null {
  // One that only points to its log is reported by that.
  if (seen.fault)
    return (
      (LOOK_AT_LOG.test(seen.fault.text) ? environmentFaultIn(plainOutput(errors)) : null) ??
      environmentFaultOf(seen.fault)
    );
  const lines = [errors, seen.stray].map(plainOutput);
  return [...lines, seen.lastWords ?? ''].map(environmentFaultIn).find((fault) => fault !== null) ?? null;
}

/** An Auditor that is done and has left no verdict has not done what it was requested (W10). */
export const withResult = (outcome: AgentOutcome, task: AgentTask, left: LeftResult): AgentOutcome =>
  outcome === 'completed' && task.role === 'AUDITOR' && left.result === null ? 'protocol_error' : outcome;

export const valuesFor = (task: AgentTask, exchange: Exchange, model: string | null): Values => ({
  promptFile: exchange.promptFile,
  briefFile: exchange.briefFile,
  schemaFile: exchange.schemaFile,
  workspace: task.workspace,
  resultFile: task.resultFile,
  model,
  node: process.execPath,
  autopack: PACKAGE_ROOT,
  mcpUrl: task.door?.url ?? '',
  mcpFile: exchange.mcpFile,
});

/** Passes on what is new, and ends an agent that lingers after its last word. */
class Watch {
  private readonly done = new AbortController();
  private timer: NodeJS.Timeout | null = null;
  private note: string | null = null;

  constructor(
    private readonly task: AgentTask,
    private readonly account: TokenAccount,
    private readonly lingerMs: number,
  ) {}

  get enough(): AbortSignal {
    return this.done.signal;
  }

  look(seen: Seen): void {
    this.account.fromOutput(seen.tokens);
    if (seen.note !== null && seen.note !== this.note) {
      this.note = seen.note;
      this.task.onNote(seen.note);
    }
    if (seen.finished && this.timer === null) this.timer = setTimeout(() => this.done.abort(), this.lingerMs);
    if (!seen.finished) this.end();
  }

  end(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
