/** Whether the program of a preset is there, and how it is installed: said before work is claimed, and by `autopack doctor`. */
import { isInPath } from '../../processes/start-fault.js';
import { namedPreset, type Preset, presetNames } from './preset.js';

/** Why the preset's program cannot be started, with what to do; null: it is there, or a part of Autopack. */
export function missingProgram(preset: Preset, over?: 'command' | 'acp', path = process.env.PATH ?? ''): string | null {
  const [program = ''] = preset[over ?? (preset.command ? 'command' : 'acp')]?.argv ?? [];
  if (program === '' || program.startsWith('{') || isInPath(program, path)) return null;
  return `The program ${program} of the agent ${preset.title} is not there: no folder of PATH holds it.${preset.install === undefined ? '' : ` Install it: ${preset.install}`}`;
}

/** The presets whose programs are there, over one way at least. */
export const presentAgents = (path?: string): string[] =>
  presetNames().filter((name) => {
    const preset = namedPreset(name);
    const ways = (['command', 'acp'] as const).filter((way) => preset[way] && !preset[way].argv[0]?.startsWith('{'));
    return ways.some((way) => missingProgram(preset, way, path) === null);
  });
