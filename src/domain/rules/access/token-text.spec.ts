import { ROLES } from '../../model/caller.js';
import { isTokenText, looksLikeToken, tokenText } from './token-text.js';

const RANDOM = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP-';

test.each(ROLES)('A2: a token of the role %s has its letter, its random part and a checksum', (role) => {
  const text = tokenText(role, RANDOM);
  expect(text).toMatch(/^apk_[obacv][A-Za-z0-9_-]{49}$/);
  expect([text[4], isTokenText(text), looksLikeToken(text)]).toEqual([role[0]!.toLowerCase(), true, true]);
});

test('A2: a slip in any place of a token is found without asking anybody', () => {
  const text = tokenText('BUILDER', RANDOM);
  for (let i = 5; i < text.length - 1; i++)
    expect([i, isTokenText(`${text.slice(0, i)}${text[i] === 'x' ? 'y' : 'x'}${text.slice(i + 1)}`)]).toEqual([
      i,
      false,
    ]);
  expect([isTokenText(''), isTokenText(text.slice(1)), isTokenText(`${text}x`)]).toEqual([false, false, false]);
});

test('A2: a token with too little chance in it is not made', () => {
  expect(() => tokenText('CI', 'short')).toThrow('32 random bytes');
});
