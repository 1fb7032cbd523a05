/** One way to register a GraphQL enum from the words of the domain. */
import { registerEnumType } from '@nestjs/graphql';

export function graphqlEnum<Word extends string>(
  name: string,
  description: string,
  list: readonly Word[],
  meanings: Readonly<Record<Word, string>>,
): Readonly<Record<Word, Word>> {
  const values = Object.fromEntries(list.map((word) => [word, word])) as Record<Word, Word>;
  const valuesMap = Object.fromEntries(list.map((word) => [word, { description: meanings[word] }]));
  registerEnumType(values, { name, description, valuesMap: valuesMap as never });
  return values;
}
