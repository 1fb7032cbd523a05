import { authorFault, personOf, subjectFault, subjectOf } from './commit-rules.js';
import { readRuleset, readRulesetText } from './read-ruleset.js';

const VALUES = {
  'phase.name': 'Add {run.id}',
  'phase.id': 'p1',
  'tier.id': 't1',
  'run.id': 'r1',
  'project.id': 'shop',
  attempt: '2',
};

describe('G9: authors and subjects of commits', () => {
  test.each([
    ['Build Bot <bot@example.org>', null],
    ['Zoë B. O’Neil (shop) <z+b@x.example>', null],
    ['bot@example.org', /a name and an address/],
    ['Bot <bot>', /a name and an address/],
    ['<bot@example.org>', /a name and an address/],
    ['... <bot@example.org>', /a name and an address/],
    ['Bot <a@b> <c@d>', /a name and an address/],
    ['Bot\n <bot@example.org>', /one line/],
    ['Bot \u202e<bot@example.org>', /one line/],
    [' Bot <bot@example.org>', /begin or end/],
    [`${'x'.repeat(200)} <bot@example.org>`, /at most 200/],
    ['', /empty/],
  ])('G9: author %j', (text, fault) => {
    if (fault === null) expect(authorFault(text)).toBeNull();
    else expect(authorFault(text)).toMatch(fault);
  });

  test.each([
    ['{phase.name}', null],
    ['feat({phase.id}): {phase.name} [{tier.id}, {run.id}, {project.id}, {attempt}]', null],
    ['just words', null],
    ['{phase.nmae}', /"\{phase\.nmae\}"; was \{phase\.name\} meant\?/],
    ['{runId}', /was \{run\.id\} meant\?/],
    ['{host}', /"\{host\}"; known are \{phase\.name\}/],
    ['{phase.name', /other half/],
    ['a\r\nAutopack-Run: x', /one line/],
    ['x'.repeat(201), /at most 200/],
  ])('G9: subject %j', (text, fault) => {
    if (fault === null) expect(subjectFault(text)).toBeNull();
    else expect(subjectFault(text)).toMatch(fault);
  });

  test('G9: values are put in once, and none of them is read as a template', () => {
    expect(subjectOf('fix({phase.id}): {phase.name}', VALUES)).toBe('fix(p1): Add {run.id}');
    expect(personOf('Build Bot <bot@example.org>')).toEqual({ name: 'Build Bot', email: 'bot@example.org' });
  });

  test('G9: a ruleset with a fault is refused with path, line and the right word', () => {
    expect(readRulesetText('commit:\n  author: Bot <b@x>\n  subject: "{phase.titel}"\n')).toMatchObject({
      faults: [{ path: ['commit', 'subject'], line: 3, message: expect.stringContaining('{phase.titel}') as string }],
    });
    expect(readRuleset({ commit: { author: 'Bot <b@x>', subject: '{phase.id}' }, git: { lfs: true } })).toMatchObject({
      rules: { commit: { author: 'Bot <b@x>', subject: '{phase.id}' }, git: { lfs: true } },
    });
    expect(readRuleset({ commit: { autor: 'x' } })).toMatchObject({
      faults: [{ message: expect.stringContaining('author') as string }],
    });
  });
});
