/** From what an operator asks for to a driver: a preset by name, or a command of one's own. What cannot work is said before work is claimed. */
import { AcpDriver } from './acp-driver.js';
import { AgentChoiceFault } from './agent-choice-fault.js';
import { letThrough, NETWORK } from './agent-environment.js';
import { names, templateFault } from './argv-template.js';
import { CommandDriver } from './command-driver.js';
import type { AgentDriver } from './contract/agent.js';
import { namedPreset, type Preset } from './preset.js';
import type { OutputProfileName } from './profiles/output-profile.js';
import { commandName, withProgram } from './program-version.js';

/** `command` and `acp` are the words of a command, or the same as the text of a JSON list: `["my-agent","{promptFile}"]`. */
export type AgentChoice =
  | { readonly preset: string; readonly over?: 'command' | 'acp' }
  | { readonly command: string | readonly string[]; readonly profile?: OutputProfileName }
  | { readonly acp: string | readonly string[] };

export interface AgentSettings {
  readonly model?: string;
  /** Variables of the worker's environment that the agent gets besides: its secrets, each by name. */
  readonly passEnvironment?: readonly string[];
  /** The worker's id; see `killOrphans`. */
  readonly owner?: string;
  /** How long an agent may say nothing and change nothing; 0: for ever. Left out: `SILENCE_MS`. */
  readonly silenceMs?: number;
  /** The agent is given the tools of Autopack over MCP, where the server has them (A6). */
  readonly tools?: boolean;
  readonly presetFolder?: string;
}

export function driverFor(choice: AgentChoice, settings: AgentSettings = {}): AgentDriver {
  if ('preset' in choice) return fromPreset(namedPreset(choice.preset, settings.presetFolder), choice.over, settings);
  const through = letThrough([], settings.passEnvironment ?? []);
  const words = parseArgv('command' in choice ? choice.command : choice.acp);
  const model = modelFor(words, settings.model);
  if (settings.tools !== true && (names(words, 'mcpUrl') || names(words, 'mcpFile')))
    throw new AgentChoiceFault(
      "The agent's command names the tools of Autopack, and the worker hands none on: add --tools.",
    );
  const rest = restOf(settings);
  const named = (driver: AgentDriver): AgentDriver => withProgram(driver, commandName(words), words, false);
  if ('acp' in choice) return named(new AcpDriver({ argv: words, model, through, ...rest }));
  const promptVia = names(words, 'promptFile') ? 'file' : 'stdin';
  return named(
    new CommandDriver({ argv: words, promptVia, profile: choice.profile ?? 'plain', model, through, ...rest }),
  );
}

/** The words of a command, from a list or from the text of a JSON list. */
export function parseArgv(from: string | readonly string[]): string[] {
  const example = 'write a JSON list of words, such as ["my-agent","{promptFile}"]';
  let words: unknown = from;
  if (typeof from === 'string') {
    try {
      words = JSON.parse(from);
    } catch {
      throw new AgentChoiceFault(`The agent's command is not JSON; ${example}.`);
    }
  }
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) {
    throw new AgentChoiceFault(`The agent's command is no list of words; ${example}.`);
  }
  const fault = templateFault(words);
  if (fault) throw new AgentChoiceFault(`The agent's command ${fault}.`);
  return words;
}

function fromPreset(preset: Preset, over: 'command' | 'acp' | undefined, settings: AgentSettings): AgentDriver {
  const speaks = over ?? (preset.command ? 'command' : 'acp');
  const form = preset[speaks];
  if (!form) throw new AgentChoiceFault(`The preset ${preset.name} does not run over ${speaks}.`);
  const model = settings.model ?? null;
  if (model !== null && !form.modelArgv && !names(form.argv, 'model')) {
    throw new AgentChoiceFault(
      `The preset ${preset.name} does not say how a model is named over ${speaks}; set it in the agent's own settings.`,
    );
  }
  if (settings.tools === true && speaks === 'command') checkTools(preset, settings.passEnvironment ?? []);
  const agent = {
    argv: model === null ? form.argv : [...form.argv, ...(form.modelArgv ?? [])],
    model,
    through: letThrough([...NETWORK, ...preset.environment], settings.passEnvironment ?? [], {
      settings: preset.settings ?? {},
      credentials: preset.credentials,
    }),
    ...(preset.records === undefined ? {} : { records: preset.records }),
    // Every program of somebody else's works with a model; the scripted one does not.
    ...(preset.install === undefined ? {} : { install: preset.install, usesModel: true }),
    ...restOf(settings),
  };
  const driver =
    speaks === 'acp' || !preset.command
      ? new AcpDriver(agent)
      : new CommandDriver({
          ...agent,
          ...(preset.command.mcpArgv === undefined ? {} : { doorArgv: preset.command.mcpArgv }),
          ...(preset.command.mcpEnvironment === undefined ? {} : { doorEnvironment: preset.command.mcpEnvironment }),
          promptVia: preset.command.promptVia,
          profile: preset.command.profile,
        });
  return withProgram(driver, preset.name, agent.argv, true);
}

function checkTools({ name, command, acp }: Preset, passed: readonly string[]): void {
  const { mcpArgv, mcpEnvironment = {} } = command ?? {};
  const overAcp = acp ? '; over acp it can be' : '';
  if (!mcpArgv && Object.keys(mcpEnvironment).length === 0)
    throw new AgentChoiceFault(
      `The preset ${name} does not say how the agent is given an MCP server over command${overAcp}.`,
    );
  const taken = passed.find((variable) => Object.hasOwn(mcpEnvironment, variable));
  if (taken !== undefined)
    throw new AgentChoiceFault(
      `The preset ${name} names the tools of Autopack to the agent in ${taken}, which --pass-environment names too: put what is there into the agent's own settings, or leave out --tools.`,
    );
}

const restOf = ({ owner, silenceMs }: AgentSettings): Pick<AgentSettings, 'owner' | 'silenceMs'> => ({
  ...(owner === undefined ? {} : { owner }),
  ...(silenceMs === undefined ? {} : { silenceMs }),
});

function modelFor(words: readonly string[], model: string | undefined): string | null {
  const wanted = names(words, 'model');
  if (wanted && model === undefined)
    throw new AgentChoiceFault("The agent's command has {model}, and no model is named.");
  if (!wanted && model !== undefined)
    throw new AgentChoiceFault("A model is named, and the agent's command has no {model}.");
  return model ?? null;
}
