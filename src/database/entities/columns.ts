/**
 * Columns of the entities: TypeORM's decorators, checked by the compiler against the property below them. Every column
 * names its type: the schema never depends on emitted metadata.
 */
import { Column as TypeOrmColumn, type ColumnOptions, PrimaryColumn as TypeOrmPrimaryColumn } from 'typeorm';

/** The type of a property for the type of its column, both through TypeORM and through JSON (`fromJson` of a table). */
interface Values {
  text: string;
  uuid: string;
  int: number;
  bigint: number;
  boolean: boolean;
  timestamptz: Date;
  json: unknown;
  jsonb: unknown;
}
export type SqlType = keyof Values;

/** How a column is declared. `update: false`: once its row is written, no write of rows changes it. */
export interface Options extends Omit<ColumnOptions, 'type'> {
  /**
   * It changes only while the run's plan is a draft, and when that is sealed: the writes of other commands leave it
   * alone.
   */
  readonly whileDraft?: boolean;
}

/** The property is nullable exactly if the column is. */
type Fits<Value, Type extends SqlType, Nullable extends boolean> = [NonNullable<Value>] extends [Values[Type]]
  ? [null extends Value ? true : false] extends [Nullable]
    ? [Nullable] extends [null extends Value ? true : false]
      ? unknown
      : never
    : never
  : never;

type Decorator<Type extends SqlType, Nullable extends boolean> = <
  Entity extends object,
  Key extends keyof Entity & string,
>(
  entity: Entity,
  property: Key & Fits<Entity[Key], Type, Nullable>,
) => void;

type NullableOf<Given> = Given extends { readonly nullable: true } ? true : false;

/** A column by its type, or by options that name it. A property whose type does not fit does not compile. */
export function Column<Type extends SqlType, const Given extends Options = object>(
  type: Type,
  options?: Given,
): Decorator<Type, NullableOf<Given>>;
export function Column<const Given extends Options & { readonly type: SqlType }>(
  options: Given,
): Decorator<Given['type'], NullableOf<Given>>;
export function Column(
  type: SqlType | (Options & { readonly type: SqlType }),
  options: Options = {},
): PropertyDecorator {
  return TypeOrmColumn(typeof type === 'string' ? { ...options, type } : type);
}

/** A column of the key. */
export function PrimaryColumn<Type extends SqlType>(
  type: Type,
  options: Omit<Options, 'nullable'>,
): Decorator<Type, false>;
export function PrimaryColumn(type: SqlType, options: Omit<Options, 'nullable'>): PropertyDecorator {
  return TypeOrmPrimaryColumn({ ...options, type });
}

/** bigint arrives as text; the numbers stored here stay below 2^53. */
export const bigint = {
  type: 'bigint',
  transformer: {
    to: (value: number | null) => value,
    from: (value: string | null) => (value === null ? null : Number(value)),
  },
} as const satisfies ColumnOptions;

/** Instants have milliseconds: what a JavaScript Date holds is what is stored. */
export const instant = { type: 'timestamptz', precision: 3 } as const satisfies ColumnOptions;

/** A CHECK that a column holds one of the listed words. */
export const oneOf = (column: string, words: readonly string[]): string =>
  `${column} in (${words.map((word) => `'${word}'`).join(', ')})`;
