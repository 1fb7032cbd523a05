/**
 * Checks every argument and input class, and turns what class-validator finds into BAD_USER_INPUT with a path for each
 * fault.
 */
import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, type ValidationError } from 'class-validator';

import { badUserInput, type FieldFault } from './top-level.js';

class Invalid extends Error {
  constructor(readonly errors: readonly ValidationError[]) {
    super('invalid');
  }
}

@Injectable()
export class InputPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      stopAtFirstError: true,
      validationError: { target: false, value: false },
      exceptionFactory: (errors) => new Invalid(errors),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const tooLong = longListFault(value, metadata);
    if (tooLong) throw badUserInput([tooLong]);
    const documents = documentsIn(value, metadata);
    try {
      const empty = documents.map(([property]) => [property, {}]);
      const transformed: unknown = await super.transform(
        documents.length === 0 ? value : { ...(value as object), ...Object.fromEntries(empty) },
        metadata,
      );
      return documents.length === 0 ? transformed : Object.assign(transformed as object, Object.fromEntries(documents));
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      throw badUserInput(faultsOf(error.errors, metadata.data ? [metadata.data] : []));
    }
  }
}

/** Lists with a length of their own (ArrayMaxSize) are counted before each of their entries is looked at. */
function longListFault(value: unknown, { metatype, data }: ArgumentMetadata): FieldFault | null {
  if (typeof value !== 'object' || value === null || typeof metatype !== 'function') return null;
  for (const [property, most] of formOf(metatype).lists) {
    const list = (value as Readonly<Record<string, unknown>>)[property];
    if (Array.isArray(list) && list.length > most) {
      return {
        path: data ? `${data}.${property}` : property,
        message: `${property} must contain no more than ${most} elements`,
      };
    }
  }
  return null;
}

/**
 * JSON documents (IsObject) are kept from being copied key by key, which takes time that grows with the square of their
 * keys; their scalar has checked them.
 */
function documentsIn(value: unknown, { metatype }: ArgumentMetadata): [property: string, document: object][] {
  if (typeof value !== 'object' || value === null || typeof metatype !== 'function') return [];
  return formOf(metatype).documents.flatMap((property): [string, object][] => {
    const document = (value as Readonly<Record<string, unknown>>)[property];
    return typeof document === 'object' && document !== null ? [[property, document]] : [];
  });
}

interface Form {
  readonly lists: readonly (readonly [property: string, most: number])[];
  readonly documents: readonly string[];
}

const known = new WeakMap<object, Form>();
function formOf(metatype: NonNullable<ArgumentMetadata['metatype']>): Form {
  const found = known.get(metatype);
  if (found) return found;
  const rules = getMetadataStorage().getTargetValidationMetadatas(metatype, '', false, false);
  const lists = rules
    .filter(({ name }) => name === 'arrayMaxSize')
    .map(({ propertyName, constraints }) => [propertyName, Number((constraints as unknown[])[0])] as const);
  const form = {
    lists,
    documents: rules.filter(({ name }) => name === 'isObject').map(({ propertyName }) => propertyName),
  };
  known.set(metatype, form);
  return form;
}

function faultsOf(errors: readonly ValidationError[], path: readonly string[]): FieldFault[] {
  return errors.flatMap((error) => {
    const here = [...path, error.property];
    const own = [...new Set(Object.values(error.constraints ?? {}))].map((message) => ({
      path: here.join('.'),
      message,
    }));
    return [...own, ...faultsOf(error.children ?? [], here)];
  });
}
