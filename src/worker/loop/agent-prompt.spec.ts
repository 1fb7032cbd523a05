import { promptOf } from './agent-prompt.js';
import type { ClaimedWork } from './supervisor-api.js';

describe('W8: what an agent is told about its result', () => {
  it.each([['BUILDER'], ['AUDITOR']] as const)(
    'a %s has the form of it in its prompt: the folder is ignored by git, so that some agents may not read there',
    (role) => {
      const prompt = promptOf({ brief: { markdown: '# Do it' } } as ClaimedWork, role, true);
      expect(prompt.startsWith('# Do it\n')).toBe(true);
      const form = JSON.parse(/```json\n(.*)\n```/.exec(prompt)?.[1] ?? '{}') as { additionalProperties?: boolean; properties?: object };
      expect(form.additionalProperties).toBe(false);
      expect(Object.keys(form.properties ?? {})).toContain(role === 'BUILDER' ? 'status' : 'verdict');
    },
  );
});
