/** Operations out of the schema: every query, mutation and subscription, with arguments that are right, nearly right, or anything at all. */
import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

import type { Pool } from './pool.js';
import type { Random } from './random.js';
import { ordinaryValue, wildValue } from './values.js';

/** Of a list that is made too long: more than a body may have. */
const MOST_CHARACTERS = 6_000_000;

export interface Operation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly field: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const MOST_FIELDS = 40;
const DEEPEST = 4;
/** Always asked where they are: what is learned from, and why a command was refused. */
const REPORTING = [
  'runId',
  'phaseId',
  'tierId',
  'projectId',
  'token',
  'version',
  'issueKey',
  'number',
  'code',
  'message',
  'state',
];

export class Operations {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly pool: Pool,
  ) {}

  make(random: Random): Operation {
    const maker = new Maker(this.schema, this.pool, random);
    const kind = random.chance(0.62) ? 'mutation' : random.chance(0.85) ? 'query' : 'subscription';
    return maker.operation(kind);
  }
}

class Maker {
  private readonly declared: string[] = [];
  private readonly variables: Record<string, unknown> = {};
  private fields = 0;
  /** Share of values that are anything at all: most operations have none. */
  private readonly wildness: number;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly pool: Pool,
    private readonly random: Random,
  ) {
    this.wildness = random.chance(0.7) ? 0 : random.pick([0.03, 0.1, 0.4]);
  }

  operation(kind: Operation['kind']): Operation {
    const root = {
      query: this.schema.getQueryType(),
      mutation: this.schema.getMutationType(),
      subscription: this.schema.getSubscriptionType(),
    };
    const field = this.random.pick(Object.values(root[kind]!.getFields()));
    const body = this.selected(field, 0);
    const declared = this.declared.length > 0 ? ` (${this.declared.join(', ')})` : '';
    const misspelled =
      this.wildness > 0.2 && this.random.chance(0.1) ? body.replace(field.name, `${field.name}x`) : body;
    return { kind, field: field.name, query: `${kind} Fuzz${declared} { ${misspelled} }`, variables: this.variables };
  }

  private selected(field: GraphQLField<unknown, unknown>, depth: number): string {
    this.fields += 1;
    const given = field.args.filter((arg) => isNonNullType(arg.type) || this.random.chance(depth === 0 ? 0.6 : 0.15));
    const args = given.map((arg) => `${arg.name}: ${this.variable(arg)}`);
    const selection = this.selection(field.type, depth + 1);
    return `${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${selection}`;
  }

  private variable(arg: GraphQLArgument): string {
    const name = `v${this.declared.length}`;
    this.declared.push(`$${name}: ${String(arg.type)}`);
    const value = this.value(arg.type, arg.name);
    if (value !== undefined) this.variables[name] = value;
    return `$${name}`;
  }

  private selection(type: GraphQLOutputType, depth: number): string {
    const named = getNamedType(type);
    if (isLeafType(named)) return '';
    if (!isObjectType(named) && !isAbstractType(named)) return '';
    if (!('getFields' in named)) return ' { __typename }';
    const all = Object.values(named.getFields());
    const isNeeded = (one: GraphQLField<unknown, unknown>): boolean =>
      REPORTING.includes(one.name) ||
      (depth === 1 && ['errors', 'run', 'phase', 'lease', 'project'].includes(one.name));
    const chosen = all.filter((one) => {
      const isLeaf = isLeafType(getNamedType(one.type));
      if (one.args.some((arg) => isNonNullType(arg.type)) && depth > 2) return false;
      if (isNeeded(one) && (isLeaf || depth < DEEPEST)) return true;
      return (
        this.fields < MOST_FIELDS && (isLeaf ? this.random.chance(0.4) : depth < DEEPEST && this.random.chance(0.25))
      );
    });
    const parts = chosen.map((one) => this.selected(one, depth));
    return ` { ${['__typename', ...parts].join(' ')} }`;
  }

  private value(type: GraphQLInputType, name: string): unknown {
    if (this.wildness > 0 && this.random.chance(this.wildness)) return wildValue(this.random);
    if (!isNonNullType(type) && this.random.chance(0.4)) return this.random.chance(0.8) ? undefined : null;
    const nullable = getNullableType(type) as GraphQLInputType;
    if (isListType(nullable)) return this.list(nullable.ofType, name);
    if (isInputObjectType(nullable)) {
      const entries = Object.values(nullable.getFields()).map(
        (field: GraphQLInputField) => [field.name, this.value(field.type, field.name)] as const,
      );
      const given = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
      return this.wildness > 0 && this.random.chance(0.05) ? { ...given, [`${name}x`]: 1 } : given;
    }
    if (isEnumType(nullable)) return this.random.pick(nullable.getValues()).name;
    return ordinaryValue(String(nullable), name, this.pool, this.random);
  }

  private list(type: GraphQLInputType, name: string): unknown[] {
    const isHuge = this.wildness > 0 && this.random.chance(0.15);
    const length = isHuge ? this.random.pick([101, 150, 1_200, 30_000]) : 1 + this.random.below(3);
    if (!isHuge) return Array.from({ length }, () => this.value(type, name));
    const one = this.random.pick([null, wildValue(this.random), this.value(type, name)]);
    // Beyond the limit of a body it is refused for its size alone.
    const most = Math.ceil(MOST_CHARACTERS / (JSON.stringify(one) ?? 'null').length);
    return Array.from({ length: Math.min(length, most) }, () => one);
  }
}
