import { entriesFor } from './palette-entries.js';

const entry = (kind: string, name: string, detail = '', isFound = false) => ({
  kind,
  name,
  detail,
  isFound,
  run: () => undefined,
});
const ENTRIES = [
  entry('Do', 'Go to Runs', 'g r'),
  entry('Run', 'shop-1', 'Succeeded', true),
  entry('Run', 'by-words', 'Created', true),
  entry('Project', 'shop', 'The shop'),
  entry('Backlog', 'shop', 'Backlog of The shop'),
];
const namesFor = (text: string) => entriesFor(text, ENTRIES).map(({ kind, name }) => `${kind} ${name}`);

describe('The palette', () => {
  it('A8: offers all in their order where nothing is typed', () => expect(namesFor('')).toHaveLength(ENTRIES.length));

  it('A8: the best comes first; what the server found by its plan stays, last', () => {
    expect(namesFor('shop')).toEqual(['Run shop-1', 'Project shop', 'Backlog shop', 'Run by-words']);
    expect(namesFor('backlog shop')[0]).toBe('Backlog shop');
    expect(namesFor('GO TO')[0]).toBe('Do Go to Runs');
  });
});
