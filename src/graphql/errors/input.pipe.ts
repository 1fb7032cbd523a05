/** Checks every argument and input class, and turns what class-validator finds into BAD_USER_INPUT with a path for each fault. */
import { Injectable, ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
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
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      throw badUserInput(faultsOf(error.errors, metadata.data ? [metadata.data] : []));
    }
  }
}

function faultsOf(errors: readonly ValidationError[], path: readonly string[]): FieldFault[] {
  return errors.flatMap((error) => {
    const here = [...path, error.property];
    const own = [...new Set(Object.values(error.constraints ?? {}))].map((message) => ({ path: here.join('.'), message }));
    return [...own, ...faultsOf(error.children ?? [], here)];
  });
}
