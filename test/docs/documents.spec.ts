/** What the documents say is true: the README's mutation gives the README's answer, the diagrams are printed from the tables. */
import { readFile } from 'node:fs/promises';
import { SETTING_NAMES } from '../../src/config/settings.js';
import { phaseMachine } from '../../src/domain/phase/phase-state.js';
import { runMachine } from '../../src/domain/run/run-state.js';
import { toMermaid } from '../../src/domain/shared/machine.js';
import { tierMachine } from '../../src/domain/tier/tier-state.js';
import { startTestServer } from '../support/server.js';

const block = (text: string, language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\n\`\`\``).exec(text)![1]!;

describe('the documents', () => {
  test('the README’s mutation gives the answer that stands behind it', async () => {
    const readme = await readFile('README.md', 'utf8');
    const server = await startTestServer();
    try {
      const { data } = await server.send(block(readme, 'graphql'));
      expect({ data }).toEqual(JSON.parse(block(readme, 'json')));
    } finally {
      await server.close();
    }
  });

  test('the README names every setting', async () => {
    const readme = await readFile('README.md', 'utf8');
    for (const name of SETTING_NAMES) expect(readme).toContain(`\`${name}\``);
  });

  test('S1: the diagrams of ARCHITECTURE.md are what the tables print', async () => {
    const architecture = await readFile('ARCHITECTURE.md', 'utf8');
    expect(architecture).toContain(toMermaid(runMachine));
    expect(architecture).toContain(toMermaid(tierMachine));
    expect(architecture).toContain(toMermaid(phaseMachine));
  });
});
