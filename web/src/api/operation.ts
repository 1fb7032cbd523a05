/** A GraphQL operation as text, with the types of its result and variables; `npm run documents` makes them from operations/*.graphql. */
export interface Operation<Result, Variables> {
  readonly name: string;
  readonly text: string;
  /** Never set; it carries the types. */
  readonly types?: (variables: Variables) => Result;
}
