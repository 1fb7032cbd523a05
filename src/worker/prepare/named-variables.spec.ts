import { namedVariables } from './named-variables.js';

describe('V7: variables that a ruleset names', () => {
  const from = {
    NPM_TOKEN: 'a-secret-of-npm',
    REGISTRY_URL: 'https://registry.example.org',
    SHORT: 'abc',
    AUTOPACK_TOKEN: 'the-worker-itself',
  };

  test('V7: are seen by set-up and steps, and their values are secrets unless they are places or ordinary words', () => {
    expect(namedVariables({ environment: ['NPM_TOKEN', 'REGISTRY_URL', 'SHORT'] }, from)).toEqual({
      names: ['NPM_TOKEN', 'REGISTRY_URL', 'SHORT'],
      secrets: ['a-secret-of-npm'],
      missing: null,
    });
  });

  test('V7, A5: never are the worker’s own, whatever a server says', () => {
    expect(namedVariables({ environment: ['AUTOPACK_TOKEN', 'NPM_TOKEN'] }, from)).toMatchObject({
      names: ['NPM_TOKEN'],
      secrets: ['a-secret-of-npm'],
    });
  });

  test('V7: those that the worker does not have are reported by name', () => {
    expect(namedVariables({ environment: ['PIP_CONFIG_FILE', 'NPM_TOKEN', 'OTHER'] }, from).missing).toBe(
      'The worker has no variable PIP_CONFIG_FILE, OTHER, which ci.environment names.',
    );
  });
});
