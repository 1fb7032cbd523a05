import { NO_STORY, openIssueLines, promotedWords, type RunStory, type Setback, setbackBlocks } from './run-story.js';

const setback = (over: Partial<Setback> = {}): Setback => ({
  phaseId: 'a',
  attempt: 1,
  by: 'CI',
  verdict: 'RED',
  tests: [],
  moreTests: 0,
  reason: null,
  ...over,
});
const reported = (over: Partial<RunStory>): string => setbackBlocks({ ...NO_STORY, ...over }).join('\n');

describe('F4: how a run went', () => {
  test('F4: a run that lives, or that went well, has no such part', () => {
    expect(setbackBlocks(NO_STORY)).toEqual([]);
    expect(openIssueLines(NO_STORY)).toBeNull();
  });

  test.each<[Partial<Setback>, string]>([
    [{}, '- Phase `a`, attempt 1: CI **RED**'],
    [{ tests: ['x', 'y'], moreTests: 3 }, '- Phase `a`, attempt 1: CI **RED**: `x`, `y` and 3 more failed'],
    [{ tests: ['x'], reason: 'Step "t" failed.' }, '- Phase `a`, attempt 1: CI **RED**: `x` failed; Step "t" failed.'],
    [{ by: 'gate', verdict: 'REJECT', reason: 'Too large' }, '- Phase `a`, attempt 1: gate **REJECT**: Too large'],
    [{ reason: '<b>bold</b>\n# not a heading' }, '- Phase `a`, attempt 1: CI **RED**: \\<b>bold\\</b> # not a heading'],
  ])('C4: an attempt that was sent back says by whom and why: %j', (over, line) => {
    expect(reported({ setbacks: [setback(over)] })).toBe(`## Attempts that were sent back\n${line}\n`);
  });

  test('F4: what is left out is counted', () => {
    expect(reported({ setbacks: [setback()], moreSetbacks: 7 })).toContain('7 more are left out');
    const issue = { issueKey: 'k', severity: 'MINOR', phaseId: 'a' };
    expect(openIssueLines({ ...NO_STORY, openIssues: [issue], moreOpenIssues: 2 })).toBe(
      'Open:\n\n- `k`: MINOR, phase `a`\n- *and 2 more*',
    );
  });

  test('M2: a promotion says where and when', () => {
    const at = new Date('2026-01-02T03:04:05.678Z');
    expect(promotedWords({ branch: 'main', commit: 'abc', at })).toBe(
      'Promoted to `main` at `abc`, 2026-01-02T03:04:05.678Z.',
    );
  });
});
