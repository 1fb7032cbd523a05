import { TITLE_LENGTH, titleOf } from './title.js';

test.each([
  [null, null],
  [' \n\n', null],
  ['\n# A shop\n\nSells things.', 'A shop'],
  ['Sells things.\r\nMore', 'Sells things.'],
])('O1: the title of %j is %j', (text, title) => expect(titleOf(text)).toBe(title));

test('O1: a long title ends with an ellipsis, and no sign is cut in two', () => {
  const title = titleOf('😀'.repeat(TITLE_LENGTH + 1))!;
  expect([...title].length).toBe(TITLE_LENGTH);
  expect(title.endsWith('😀…')).toBe(true);
});
