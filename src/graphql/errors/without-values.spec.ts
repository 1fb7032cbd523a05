import { buildSchema, graphqlSync, parse, validate } from 'graphql';

import { withoutValues } from './without-values.js';

const schema = buildSchema(`
  enum Status { SUCCEEDED FAILED }
  input Probe { name: String! }
  input Result { leaseToken: String!, status: Status!, patch: String, probes: [Probe!], count: Int }
  type Query { send(input: Result!): String }
`);
const SECRET = 'lease_5ecret }] \\"; Field "x" at "y"; Expected { [';

function messageFor(input: unknown): string {
  const source = 'query ($input: Result!) { send(input: $input) }';
  return graphqlSync({ schema, source, variableValues: { input } }).errors![0]!.message;
}

describe('A4: what graphql-js says of a wrong value', () => {
  test.each([
    [
      'an unknown field',
      { leaseToken: SECRET, status: 'FAILED', bogus: 1 },
      'Variable "$input" got invalid value {…}; Field "bogus" is not defined by type "Result".',
    ],
    [
      'a field that is missing',
      { patch: SECRET, leaseToken: SECRET },
      'Variable "$input" got invalid value {…}; Field "status" of required type "Status!" was not provided.',
    ],
    [
      'an object inside a list',
      { leaseToken: 'a', status: 'FAILED', probes: [{ name: 'p', token: SECRET }] },
      'Variable "$input" got invalid value {…} at "input.probes[0]"; Field "token" is not defined by type "Probe".',
    ],
    [
      'an object for a text',
      { leaseToken: { inner: SECRET }, status: 'FAILED' },
      'Variable "$input" got invalid value {…} at "input.leaseToken"; String cannot represent a non string value: {…}',
    ],
    [
      'a list for an object',
      [SECRET, SECRET],
      'Variable "$input" got invalid value […]; Expected type "Result" to be an object.',
    ],
  ])('A4: %s is told without what is in it', (_what, input, stated) => {
    expect(withoutValues(messageFor(input))).toBe(stated);
  });

  test.each(['"lease_5ecret"', '"""lease_5ecret " } """'])('A4: so it is where %s stands in the document', (secret) => {
    const document = parse(`{ send(input: { leaseToken: { inner: ${secret} }, status: FAILED }) }`);
    const reported = validate(schema, document).map((error) => error.message);
    expect(reported.join()).toContain('5ecret');
    expect(reported.map(withoutValues).join()).not.toContain('5ecret');
  });

  test('a single value stays, and so do types and places', () => {
    const reported = messageFor({ leaseToken: 'a', status: 'FAILED', count: 'many' });
    expect(reported).toContain('"many"');
    expect(withoutValues(reported)).toBe(reported);
  });
});
