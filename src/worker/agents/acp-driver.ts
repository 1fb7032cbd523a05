/**
 * Runs an agent that speaks ACP over its standard streams: one process, one session, one prompt. We offer it neither our file system nor a terminal:
 * it has its own. What it asks is answered by the policy of its role. Whatever it does, it is over when its time is, and nothing of it is left.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { plainOutput } from '../../common/plain-output.js';
import { KeptOutput } from '../../processes/kept-output.js';
import type { ProcessEnd, RunningProcess } from '../../processes/process-contract.js';
import { startProcess } from '../../processes/start-process.js';
import { AcpTalk, type TalkEnd } from './acp-talk.js';
import { agentEnvironment, type LetThrough, secretsOf } from './agent-environment.js';
import { agentLog } from './agent-log.js';
import { agentSays } from './agent-says.js';
import { AgentWatch, type Watched } from './agent-watch.js';
import { fill } from './argv-template.js';
import { valuesFor, withResult } from './command-driver.js';
import { type AgentDriver, type AgentEnd, type AgentOutcome, type AgentTask, outcomeOfStop } from './contract/agent.js';
import { environmentFaultIn, environmentFaultOf, providerFaultAlone } from './environment-fault.js';
import { openExchange, readResult } from './exchange.js';

export interface AcpAgent extends Watched {
  readonly argv: readonly string[];
  readonly model: string | null;
  readonly through: LetThrough;
  readonly owner?: string;
  /** How long a cancelled agent may take to answer. */
  readonly cancelMs?: number;
}

const CANCEL_MS = 5_000;
const LEAVE_MS = 1_000;
const LOG_BYTES = 262_144;

export class AcpDriver implements AgentDriver {
  constructor(private readonly agent: AcpAgent) {}

  async run(task: AgentTask): Promise<AgentEnd> {
    const exchange = await openExchange(task);
    const [program, ...parameters] = fill(this.agent.argv, valuesFor(task, exchange, this.agent.model));
    const env = agentEnvironment(this.agent.through, task, exchange);
    const watch = new AgentWatch(task, env, this.agent);
    const running = startProcess({
      argv: [program ?? '', ...parameters],
      cwd: task.workspace,
      env,
      timeoutMs: task.timeoutMs,
      maxOutputBytes: task.maxOutputBytes,
      keepOutputBytes: LOG_BYTES,
      ...(this.agent.owner === undefined ? {} : { owner: this.agent.owner }),
    });
    const log = new KeptOutput(LOG_BYTES);
    const secrets = secretsOf(this.agent.through, task);
    const talk = new AcpTalk(running, task, watch.account, (line) => {
      watch.heard();
      log.add(`${line}\n`);
      task.onPrinted?.(`${line}\n`, secrets);
    });
    const { talked, end, leftByItself } = await this.untilOver(
      running,
      talk,
      AbortSignal.any([task.signal, watch.tooLong]),
    );
    await watch.end();
    const silent = talked.kind === 'stopped' && !task.signal.aborted;
    const left = await readResult(task, exchange);
    const outcome = silent ? 'timeout' : acpOutcome(talked, end, task.signal, talk.unfinished);
    if (talked.kind === 'failed' || talked.kind === 'broken') log.add(`${talked.why}\n`);
    if (end.stderr !== '') log.add(`What it wrote to standard error:\n${end.stderr}\n`);
    const environmentFault = watch.environmentFault(end, program ?? '', silent, () =>
      outcome === 'crashed' ? faultOfCrash(talked, end) : null,
    );
    const why = talked.kind === 'failed' || talked.kind === 'broken' ? talked.why : null;
    // What it answered goes before what it said on the way; that its connection closed says less than either.
    const isItsWord = talked.kind === 'failed' && talked.stated !== null;
    const stated = talk.lastWords;
    const providerFault = providerFaultAlone(stated ?? plainOutput(end.stderr));
    const isDone = outcome === 'completed';
    const isOut = (environmentFault ?? (isDone ? providerFault : null)) !== null && !silent;
    const spent = !end.startFault && watch.hasSpent({ isDone, isOut, worked: talk.worked });
    return {
      outcome: withResult(outcome, task, left),
      tokens: watch.account.final(spent, log.bytes),
      ...agentSays({
        task,
        home: env.HOME,
        through: this.agent.through,
        failure: isItsWord || (stated === null && end.stderr.trim() === '') ? why : null,
        stated,
        stderr: end.stderr,
        remarks: [talk.unfinished, ...talk.rejections],
        environmentFault,
        providerFault,
      }),
      log: agentLog(log.text(), secrets),
      result: left.result,
      resultFault: left.fault,
      exitCode: end.exitCode,
      // A peer that did not leave by itself was ended with its own helpers: these are no processes that the agent forgot.
      leftBehind: leftByItself ? end.leftBehind : 0,
    };
  }

  private async untilOver(running: RunningProcess, talk: AcpTalk, signal: AbortSignal): Promise<Over> {
    const talking = talk.talk();
    const gone = running.ended.then((): TalkEnd => ({ kind: 'gone' }));
    const stopped = aborted(signal);
    let leftByItself = false;
    let talked = await Promise.race([talking, gone, stopped.event]);
    stopped.forget();
    if (talked.kind === 'stopped') {
      talk.cancel();
      // It may still say what it used; its word does not change why it ended.
      await soon(Promise.race([talking, gone]), this.agent.cancelMs ?? CANCEL_MS);
    } else if (talked.kind === 'gone') {
      // What it wrote before it went may still be on the way.
      talked = (await soon(talking, LEAVE_MS)) ?? talked;
    } else if (talked.kind === 'answered') {
      running.stdin.end();
      leftByItself = (await soon(gone, LEAVE_MS)) !== null;
    }
    const end = await running.kill();
    talk.close();
    return { talked, end, leftByItself };
  }
}

interface Over {
  readonly talked: TalkEnd;
  readonly end: ProcessEnd;
  /** It ended when its input was closed. */
  readonly leftByItself: boolean;
}

/** A peer's own word about its failure, or the last lines of one that went without a word. */
function faultOfCrash(talked: TalkEnd, { stderr }: Pick<ProcessEnd, 'stderr'>): string | null {
  if (talked.kind === 'failed' && talked.stated !== null) {
    return environmentFaultOf({ text: talked.stated, status: talked.status }) ?? environmentFaultIn(talked.stated);
  }
  return talked.kind === 'gone' || talked.kind === 'failed' ? environmentFaultIn(plainOutput(stderr)) : null;
}

/** A process that ended with our `kill` says nothing about the agent; what was said before does. */
function acpOutcome(
  talked: TalkEnd,
  end: Pick<ProcessEnd, 'end'>,
  signal: AbortSignal,
  unfinished: string | null = null,
): AgentOutcome {
  if (talked.kind === 'stopped') return outcomeOfStop(signal);
  if (end.end === 'timed-out') return 'timeout';
  if (end.end === 'too-much-output' || talked.kind === 'broken') return 'protocol_error';
  if (talked.kind !== 'answered') return 'crashed';
  switch (talked.stopReason) {
    case 'end_turn':
      return unfinished === null ? 'completed' : 'unfinished';
    case 'max_tokens':
    case 'max_turn_requests':
      return 'budget';
    case 'refusal':
      return 'refused';
    // Nobody asked it to stop.
    case 'cancelled':
      return 'crashed';
    default:
      return 'protocol_error';
  }
}

function aborted(signal: AbortSignal): { event: Promise<TalkEnd>; forget(): void } {
  let forget = (): void => undefined;
  const event = new Promise<TalkEnd>((resolve) => {
    const report = (): void => resolve({ kind: 'stopped' });
    if (signal.aborted) report();
    signal.addEventListener('abort', report, { once: true });
    forget = () => signal.removeEventListener('abort', report);
  });
  return { event, forget: () => forget() };
}

async function soon<Value>(event: Promise<Value>, ms: number): Promise<Value | null> {
  const given = new AbortController();
  const late = sleep(ms, null, { signal: given.signal }).catch(() => null);
  try {
    return await Promise.race([event, late]);
  } finally {
    given.abort();
  }
}
