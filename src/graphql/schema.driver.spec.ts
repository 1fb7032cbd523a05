import { buildSchema } from 'graphql';

import { withResolvers } from './schema.driver.js';

const schema = () =>
  buildSchema(
    'interface Named { name: String } type Thing implements Named { name: String } type Query { thing: Thing }',
  );
const answer = () => null;

describe('functions of a schema', () => {
  it('stand at their fields, with both of a subscription', () => {
    const served = buildSchema('type Query { one: Int } type Subscription { many: Int }');
    const many = { subscribe: answer, resolve: () => 1 };
    withResolvers(served, { Query: { one: answer }, Subscription: { many } });
    expect(served.getQueryType()?.getFields().one?.resolve).toBe(answer);
    expect(served.getSubscriptionType()?.getFields().many).toMatchObject(many);
  });

  it('are refused for a field, a type or an interface that cannot call them', () => {
    for (const [type, field] of Object.entries({ Thing: 'size', Place: 'name', Named: 'name' })) {
      expect(() => withResolvers(schema(), { [type]: { [field]: answer } })).toThrow(
        `A resolver is for ${type}.${field}`,
      );
    }
  });
});
