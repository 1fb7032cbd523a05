import { driverFor } from './agent-choice.js';
import { missingProgram, presentAgents } from './agent-program.js';
import { startFaultOf } from './environment-fault.js';
import { namedPreset, presetNames, readPreset } from './preset.js';

describe('A5: presets of agents', () => {
  it('stand in files of the package, each under its own name, and every one gives a driver over all it speaks', () => {
    expect(presetNames()).toEqual([
      ...[
        'aider',
        'amp',
        'auggie',
        'claude-code',
        'cline',
        'codex',
        'codex-contained',
        'copilot',
        'cursor-agent',
        'droid',
        'gemini',
        'goose',
      ],
      ...['kiro', 'opencode', 'pi', 'qwen'],
      'scripted',
    ]);
    for (const name of presetNames()) {
      const preset = namedPreset(name);
      expect(preset.name).toBe(name);
      for (const over of ['command', 'acp'] as const) {
        if (preset[over]) expect(driverFor({ preset: name, over })).toBeDefined();
        else expect(() => driverFor({ preset: name, over })).toThrow(`does not run over ${over}`);
      }
    }
  });

  it('A4: let no secret through by themselves', () => {
    for (const name of presetNames()) {
      const { environment, credentials } = namedPreset(name);
      expect(environment.filter((variable) => /key|token|secret|password|credential/i.test(variable))).toEqual([]);
      expect(environment.filter((variable) => credentials.includes(variable))).toEqual([]);
    }
  });

  it('say which versions they were tried with, or that they were not', () => {
    for (const name of presetNames()) {
      const { testedVersions, notes } = namedPreset(name);
      if (testedVersions === null) expect(notes).toContain('not verified here');
    }
  });

  it('B6: say how their program is installed, where it is missing', () => {
    for (const name of presetNames().filter((each) => each !== 'scripted')) {
      const preset = namedPreset(name);
      expect(preset.install).toBeDefined();
      const [program] = (preset.command ?? preset.acp)!.argv;
      const missing = missingProgram(preset, undefined, '/nowhere');
      expect(missing).toContain(`The program ${program} of the agent ${preset.title} is not there`);
      expect(missing).toContain(`Install it: ${preset.install}`);
    }
    expect(missingProgram(namedPreset('scripted'), undefined, '/nowhere')).toBeNull();
    expect(presentAgents('/nowhere')).toEqual([]);
    expect(startFaultOf('missing-program', '/x/pi', 'npm install -g pi')).toBe(
      "The agent's program pi is not there. Install it: npm install -g pi",
    );
  });

  it.each([
    ['an unknown name', () => namedPreset('nobody'), 'There is no agent preset "nobody"; known are aider'],
    ['a path instead of a name', () => namedPreset('../agents/codex'), 'There is no agent preset'],
    [
      'an unknown key, with its line',
      () => readPreset('{\n  "name": "x",\n  "shell": true\n}', 'x'),
      'shell is not known here',
    ],
    [
      'a placeholder that does not exist',
      () => readPreset(preset({ argv: ['a', '{secret}'] }), 'x'),
      '{secret}, which is no placeholder',
    ],
    ['a profile that does not exist', () => readPreset(preset({ profile: 'magic' }), 'x'), 'must be one of plain'],
    ['nothing to run', () => readPreset(preset(null), 'x'), 'neither command nor acp'],
    [
      'a model it cannot name',
      () => driverFor({ preset: 'scripted' }, { model: 'm' }),
      'does not say how a model is named',
    ],
  ])('refuse %s', (_, read, why) => expect(read).toThrow(why));
});

const preset = (command: object | null): string =>
  JSON.stringify({
    name: 'x',
    title: 'X',
    ...(command && { command: { argv: ['a'], promptVia: 'stdin', profile: 'plain', ...command } }),
    environment: [],
    credentials: [],
    testedVersions: null,
  });
