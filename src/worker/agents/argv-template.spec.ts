import { driverFor, parseArgv } from './agent-choice.js';
import { AgentChoiceFault } from './agent-choice-fault.js';
import { fill, templateFault, type Values } from './argv-template.js';

const VALUES: Values = {
  promptFile: '/x/prompt; rm -rf $HOME {model}',
  briefFile: '/x/brief',
  schemaFile: '/x/schema',
  workspace: '/w',
  resultFile: '/x/result',
  model: 'm 1',
  node: '/node',
  mcpUrl: 'http://127.0.0.1:1/mcp',
  mcpFile: '/e/mcp.json',
  autopack: '/autopack',
};

describe("A5: an agent's command is words, never a shell", () => {
  it('placeholders are filled in place; a word stays one word, and what is filled in is not filled again', () => {
    expect(fill(['agent', '--in={promptFile}', '{model}', '{"json":{}}'], VALUES)).toEqual([
      'agent',
      '--in=/x/prompt; rm -rf $HOME {model}',
      'm 1',
      '{"json":{}}',
    ]);
  });

  it.each([
    [[], 'must name a program'],
    [[''], 'must name a program'],
    [['a', '{home}'], 'names {home}, which is no placeholder'],
    [['a', 'x\0y'], 'U+0000'],
    [Array.from({ length: 201 }, () => 'x'), 'at most 200 words'],
  ])('refuses %j', (words, why) => expect(templateFault(words)).toContain(why));

  it('is read from the text of a JSON list, and from nothing else', () => {
    expect(parseArgv('["my-agent","{promptFile}"]')).toEqual(['my-agent', '{promptFile}']);
    for (const wrong of ['my-agent --go', '{"argv":[]}', '["a",5]', '[]', '["a","{nope}"]']) {
      expect(() => parseArgv(wrong)).toThrow(AgentChoiceFault);
    }
  });

  it('a model is named and wanted, or neither', () => {
    expect(() => driverFor({ command: ['a', '{model}'] })).toThrow('no model is named');
    expect(() => driverFor({ command: ['a'] }, { model: 'm' })).toThrow('has no {model}');
    expect(driverFor({ command: ['a', '{model}'] }, { model: 'm' })).toBeDefined();
  });
});
