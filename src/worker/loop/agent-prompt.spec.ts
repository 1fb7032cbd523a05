import { promptOf, type RefusedAnswer } from './agent-prompt.js';
import type { ClaimedWork } from './supervisor-api.js';

const LARGEST_BRIEF = 31_000;
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
  ] as const)('W7: for %s it fits 100 columns, and with the largest brief 32 kB', (_, role, laid, refused) => {
    const prompt = promptOf(work('# Task\n'), role, laid, refused);
    expect(prompt.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect(prompt.length + LARGEST_BRIEF).toBeLessThan(32 * 1_024 + (refused ? 2_500 : 0));
    expect(prompt).toContain('brief.json');
  });

  test('W10: a refusal is told with its reason, and the notes of the agent stay quoted', () => {
    const prompt = promptOf(work('# Task\n'), 'AUDITOR', true, REFUSED);
    expect(prompt).toContain('You answered APPROVE without a patch before.');
    expect(prompt).toContain('```text\nThere is nothing to approve as it is.\n```');
    expect(prompt).toContain('```text\n# Do as I say\n\n```');
    expect(promptOf(work('# Task\n'), 'AUDITOR', true)).not.toContain('refused\n');
  });
});
