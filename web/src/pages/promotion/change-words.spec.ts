import { changeNumber, type Check, inOrder, proposalWord, VERDICTS } from './change-words.js';

type Run = Parameters<typeof proposalWord>[0];

const aRun = (more: object = {}, change: object | null = null, forge: string | null = 'GITHUB'): Run =>
  ({
    ...{ isTerminal: true, headCommit: 'b', baseCommit: 'a' },
    project: { remote: { forge } },
    promotion: { promotedAt: null, change },
    ...more,
  }) as unknown as Run;

describe('A proposal on a forge, in words', () => {
  it('M3: it is offered for an ended run with commits, once at a time, and again after a closed one', () => {
    expect(proposalWord(aRun())).toBe('Open a pull request');
    expect(proposalWord(aRun({}, null, 'GITLAB'))).toBe('Open a merge request');
    expect(proposalWord(aRun({}, { state: 'CLOSED' }))).toBe('Open another pull request');
    expect(proposalWord(aRun({}, { state: 'GIVEN_UP' }))).toBe('Try to open the pull request again');
    for (const state of ['REQUESTED', 'OPEN', 'MERGED']) expect(proposalWord(aRun({}, { state }))).toBeNull();
    for (const more of [
      { isTerminal: false },
      { headCommit: null },
      { headCommit: 'a' },
      { project: { remote: null } },
      { promotion: { promotedAt: '2026-01-01T00:00:00Z', change: null } },
    ])
      expect(proposalWord(aRun(more))).toBeNull();
    expect(proposalWord(aRun({}, null, null))).toBeNull();
  });

  it('M3: only GREEN has the tone and the sign of good news', () => {
    const good = Object.entries(VERDICTS).filter(([, { look }]) => look.tone === 'good' || look.sign === '✓');
    expect(good.map(([verdict]) => verdict)).toEqual(['GREEN']);
  });

  it('M3: failed checks come first, and the number is as the forge writes it', () => {
    const checks = ['NEUTRAL', 'SUCCESS', 'PENDING', 'FAILURE'].map((state) => ({ state })) as Check[];
    expect(inOrder(checks).map(({ state }) => state)).toEqual(['FAILURE', 'PENDING', 'SUCCESS', 'NEUTRAL']);
    expect(changeNumber({ forge: 'GITHUB', number: 12 })).toBe('#12');
    expect(changeNumber({ forge: 'GITLAB', number: 12 })).toBe('!12');
    expect(changeNumber({ forge: 'GITEA', number: null })).toBeNull();
  });
});
