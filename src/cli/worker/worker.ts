/** `autopack worker`: claims work from a server and does it with a coding agent, or runs CI, until a signal or until it has done what was asked. */
import { hostname } from 'node:os';

import type { WorkerRole } from '../../domain/model/vocabulary.js';
import { killAllOnSignals } from '../../processes/kill-on-exit.js';
import { type AgentChoice, type AgentSettings, driverFor } from '../../worker/agents/agent-choice.js';
import { AgentChoiceFault } from '../../worker/agents/agent-choice-fault.js';
import { letThrough } from '../../worker/agents/agent-environment.js';
import { missingProgram } from '../../worker/agents/agent-program.js';
import type { AgentDriver } from '../../worker/agents/contract/agent.js';
import { namedPreset } from '../../worker/agents/preset.js';
import { OUTPUT_PROFILES, type OutputProfileName } from '../../worker/agents/profiles/output-profile.js';
import { runWorker } from '../../worker/loop/worker.js';
import { WorkFolderFault } from '../../worker/workspace/work-folder.js';
import { CommandFailed, EXIT } from '../shared/exit-codes.js';
import type { Output } from '../shared/output.js';
import { serverAddress } from '../shared/server-address.js';
import { listenForStop } from '../shared/until-stopped.js';
import { defaultCacheFolder, defaultWorkFolder } from './default-folders.js';
import { GraphqlSupervisor } from './graphql-supervisor.js';
import { workerLog } from './worker-log.js';

export interface WorkerCommand {
  readonly role?: readonly WorkerRole[];
  /** A preset by its name. */
  readonly agent?: string;
  readonly over?: 'command' | 'acp';
  /** Words as a JSON list. */
  readonly agentCommand?: string;
  readonly profile?: string;
  readonly acp?: string;
  readonly model?: string;
  readonly workerId?: string;
  readonly project?: string;
  readonly run?: string;
  readonly concurrency: number;
  readonly once?: boolean;
  readonly maxAttempts?: number;
  /** Absolute. */
  readonly workDir?: string;
  /** Absolute. */
  readonly cacheDir?: string;
  /** In MiB. */
  readonly cacheLimit: number;
  readonly passEnvironment?: readonly string[];
  /** In minutes. */
  readonly agentSilence?: number;
  /** The agent is given the tools of Autopack over MCP. */
  readonly tools?: boolean;
  readonly wait: number;
  readonly server?: string;
}

const ID_LENGTH = 100;
const [LEAST_SECRET, MOST_PLACES, MOST_WAIT_SECONDS] = [4, 64, 30];
/** A stopped worker leaves nothing that could keep the process; should a library do so nevertheless, it is not waited for. */
const LEFTOVERS_MS = 5_000;
const MEBIBYTE = 1_048_576;

export async function worker(output: Output, command: WorkerCommand): Promise<number> {
  const roles = [...new Set(command.role ?? [])];
  if (roles.length === 0)
    throw wrongCall('Name what the worker does: --role builder, --role auditor or --role ci, several if you like.');
  if (command.concurrency < 1 || command.concurrency > MOST_PLACES)
    throw wrongCall(`--concurrency must be from 1 to ${MOST_PLACES}.`);
  if (command.wait > MOST_WAIT_SECONDS) throw wrongCall(`--wait must be at most ${MOST_WAIT_SECONDS} seconds.`);
  if (command.maxAttempts === 0) throw wrongCall('--max-attempts must be at least 1.');
  const workerId =
    command.workerId ?? `${hostname()}-${roles.map((role) => role.toLowerCase()).join('-')}`.slice(-ID_LENGTH);
  if (workerId.length === 0 || workerId.length > ID_LENGTH)
    throw wrongCall(`--worker-id must have 1 to ${ID_LENGTH} characters.`);
  const driver = chosenDriver(command, roles, workerId);
  const passed = command.passEnvironment ?? [];
  const address = serverAddress(command.server === undefined ? {} : { url: command.server });
  const secrets = [address.token ?? '', ...passed.map((name) => process.env[name] ?? '')].filter(
    (value) => value.length >= LEAST_SECRET,
  );

  const forgetProcesses = killAllOnSignals();
  const stop = listenForStop();
  const stopping = new AbortController();
  void stop.stopped.then((signal) => {
    output.complain(`Stopping (${signal}); a second signal ends it at once.`);
    stopping.abort();
  });
  try {
    const { attempts, fault } = await runWorker({
      api: new GraphqlSupervisor(address),
      driver,
      toolsUrl: command.tools === true ? `${address.url}/mcp` : null,
      workerId,
      workRoot: command.workDir ?? defaultWorkFolder(),
      cache:
        command.cacheLimit === 0
          ? null
          : { root: command.cacheDir ?? defaultCacheFolder(), limitBytes: command.cacheLimit * MEBIBYTE },
      // An agent's secrets are not for the code that it wrote: what is passed on goes to CI only where no agent works.
      ciEnvironment: driver ? [] : passed,
      stop: stopping.signal,
      report: workerLog(output.json, secrets),
      roles,
      projectId: command.project ?? null,
      runId: command.run ?? null,
      concurrency: command.concurrency,
      waitSeconds: command.wait,
      once: command.once === true,
      maxAttempts: command.maxAttempts ?? null,
    });
    if (fault) throw new CommandFailed(fault.why, fault.end === 'unreachable' ? EXIT.unreachable : EXIT.wrong);
    return command.once === true && attempts.lost > 0 ? EXIT.wrong : EXIT.ok;
  } catch (error) {
    throw error instanceof WorkFolderFault ? new CommandFailed(error.message) : error;
  } finally {
    stop.ignore();
    forgetProcesses();
    setTimeout(() => process.exit(), LEFTOVERS_MS).unref();
  }
}

/** null: no role needs an agent. */
function chosenDriver(command: WorkerCommand, roles: readonly WorkerRole[], owner: string): AgentDriver | null {
  const { agent, agentCommand, acp, over, profile, model, passEnvironment = [] } = command;
  const given = [agent, agentCommand, acp].filter((each) => each !== undefined).length;
  try {
    if (roles.every((role) => role === 'CI')) {
      if (given > 0) throw wrongCall('A worker for ci alone needs no agent.');
      if (command.tools === true) throw wrongCall('--tools are for agents, and a worker for ci alone has none.');
      letThrough([], passEnvironment);
      return null;
    }
    if (given !== 1)
      throw wrongCall('Name one agent: --agent PRESET, --agent-command JSON or --acp JSON. See docs/agents.md.');
    if (over !== undefined && agent === undefined) throw wrongCall('--over belongs to --agent.');
    if (profile !== undefined && agentCommand === undefined) throw wrongCall('--profile belongs to --agent-command.');
    const silence = command.agentSilence === undefined ? {} : { silenceMs: command.agentSilence * 60_000 };
    const tools = command.tools === true;
    const settings: AgentSettings = {
      passEnvironment,
      owner,
      tools,
      ...silence,
      ...(model === undefined ? {} : { model }),
    };
    const driver = driverFor(choiceOf(command), settings);
    const missing = agent === undefined ? null : missingProgram(namedPreset(agent), over);
    if (missing !== null) throw wrongCall(missing);
    return driver;
  } catch (error) {
    throw error instanceof AgentChoiceFault ? wrongCall(error.message) : error;
  }
}

function choiceOf({ agent, over, agentCommand, profile, acp = '' }: WorkerCommand): AgentChoice {
  if (agent !== undefined) return { preset: agent, ...(over === undefined ? {} : { over }) };
  if (agentCommand === undefined) return { acp };
  return { command: agentCommand, ...(profile === undefined ? {} : { profile: profileNamed(profile) }) };
}

function profileNamed(name: string): OutputProfileName {
  const found = OUTPUT_PROFILES.find((known) => known === name);
  if (!found) throw wrongCall(`There is no output profile "${name}"; known are ${OUTPUT_PROFILES.join(', ')}.`);
  return found;
}

const wrongCall = (sentence: string): CommandFailed => new CommandFailed(sentence, EXIT.usage);
