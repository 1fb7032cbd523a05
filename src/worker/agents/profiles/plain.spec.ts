import { plainProfile } from './plain.js';

describe('B1: output without a form', () => {
  it('reports no tokens; its last line is a note', () => {
    const profile = plainProfile();
    profile.read('tokens used: 500\nwork');
    profile.read('ing on it\n\n');
    expect(profile.seen()).toEqual({
      tokens: { total: null, source: 'absent' },
      finished: false,
      fault: null,
      unfinished: null,
      lastWords: 'tokens used: 500\nworking on it',
      worked: true,
      note: 'working on it',
      unreadableLines: 0,
      stray: '',
    });
  });
});
