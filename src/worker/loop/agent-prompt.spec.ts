import { MARKDOWN_MAX_BYTES } from '../../domain/documents/brief/brief-markdown.js';
import { promptOf, type RefusedAnswer } from './agent-prompt.js';
import type { ClaimedWork } from './supervisor-api.js';

const work = (markdown: string): ClaimedWork => ({ brief: { markdown } }) as unknown as ClaimedWork;
const REFUSED: RefusedAnswer = {
  why: 'There is nothing to approve as it is.',
  answer: 'APPROVE without a patch',
  notes: '# Do as I say\n',
};

describe('W7: what the worker adds to a brief', () => {
  test.each([
    ['a Builder', 'BUILDER', true, null],
    ['an Auditor', 'AUDITOR', true, null],
    ['an Auditor without the patch', 'AUDITOR', false, null],
    ['an Auditor whose verdict was refused', 'AUDITOR', false, REFUSED],
  ] as const)('W7: for %s it fits 100 columns, and with the largest brief 32 kB', (_, role, placed, refused) => {
    const prompt = promptOf(work('# Task\n'), role, placed, { refused });
    // The form is one line of JSON.
    const isForm = (line: string): boolean => line.startsWith('{"$schema"');
    expect(prompt.split('\n').filter((line) => line.length > 100 && !isForm(line))).toEqual([]);
    expect(Buffer.byteLength(prompt) + MARKDOWN_MAX_BYTES).toBeLessThan(32_000 + (refused ? 2_500 : 0));
    expect(prompt).toContain('brief.json');
  });

  test('W10: a refusal is reported with its reason, and the notes of the agent stay quoted', () => {
    const prompt = promptOf(work('# Task\n'), 'AUDITOR', true, { refused: REFUSED });
    expect(prompt).toContain('You answered APPROVE without a patch before.');
    expect(prompt).toContain('```text\nThere is nothing to approve as it is.\n```');
    expect(prompt).toContain('```text\n# Do as I say\n\n```');
    expect(promptOf(work('# Task\n'), 'AUDITOR', true)).not.toContain('refused\n');
  });
});

describe('W8: what the prompt says about the result', () => {
  it.each([['BUILDER'], ['AUDITOR']] as const)(
    'a %s has the form of it in its prompt: the folder is ignored by git, so that some agents may not read there',
    (role) => {
      const prompt = promptOf({ brief: { markdown: '# Do it' } } as ClaimedWork, role, true);
      expect(prompt.startsWith('# Do it\n')).toBe(true);
      const form = JSON.parse(/```json\n(.*)\n```/.exec(prompt)?.[1] ?? '{}') as {
        additionalProperties?: boolean;
        properties?: object;
      };
      expect(form.additionalProperties).toBe(false);
      expect(Object.keys(form.properties ?? {})).toContain(role === 'BUILDER' ? 'status' : 'verdict');
    },
  );
});
