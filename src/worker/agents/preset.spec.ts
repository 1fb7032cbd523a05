import { driverFor } from './agent-choice.js';
import { namedPreset, presetNames, readPreset } from './preset.js';

describe('A5: presets of agents', () => {
  it('stand in files of the package, each under its own name, and every one gives a driver over all it speaks', () => {
    expect(presetNames()).toEqual([
      'aider',
      'claude-code',
      'codex',
      'codex-contained',
      'copilot',
      'gemini',
      'opencode',
      'qwen',
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

  it.each([
    ['an unknown name', () => namedPreset('nobody'), 'There is no agent preset "nobody"; known are aider'],
    ['a path instead of a name', () => namedPreset('../agents/codex'), 'There is no agent preset'],
    ['an unknown key, with its line', () => readPreset('{\n  "name": "x",\n  "shell": true\n}', 'x'), 'shell is not known here'],
    ['a placeholder that does not exist', () => readPreset(preset({ argv: ['a', '{secret}'] }), 'x'), '{secret}, which is no placeholder'],
    ['a profile that does not exist', () => readPreset(preset({ profile: 'magic' }), 'x'), 'must be one of plain'],
    ['nothing to run', () => readPreset(preset(null), 'x'), 'neither command nor acp'],
    ['a model it cannot name', () => driverFor({ preset: 'scripted' }, { model: 'm' }), 'does not say how a model is named'],
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
