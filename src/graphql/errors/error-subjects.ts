/** Errors of an operation know the run and the project that its root field named: their lines in the log name them. */
import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError } from 'graphql';

import { concerning, type LogSubject, subjectOfArguments } from '../../common/log-subject.js';
import type { OperationContext } from '../request/operation-context.js';

/** For operations over HTTP. */
export const errorSubjectsPlugin: ApolloServerPlugin<OperationContext> = {
  async requestDidStart() {
    return {
      async didEncounterErrors({ errors, contextValue }) {
        nameSubjects(errors, contextValue);
      },
    };
  },
};

/** To be called before the errors are formatted, which logs them. */
export function nameSubjects(errors: readonly GraphQLError[] | undefined, { rootArguments }: OperationContext): void {
  for (const error of errors ?? []) {
    const args = rootArguments.get(error.path?.[0] ?? '');
    if (args) concerning(error, subjectOfArguments(args));
  }
}

/** What a subscription is about: it has one root field. */
export function subjectOfStream({ rootArguments }: OperationContext): LogSubject {
  const [args] = rootArguments.values();
  return args ? subjectOfArguments(args) : {};
}
