/** Remotes and what is pushed to them, as the API shows them (M3): never with a secret. */
import { Field, Int, ObjectType } from '@nestjs/graphql';

import {
  CREDENTIAL_KINDS,
  type CredentialKind,
  FORGE_KINDS,
  type ForgeKind,
  PUSH_FAULTS,
  type PushFault,
  REF_PUSH_STATES,
  type RefPushState,
  REMOTE_PUSH_STATES,
  type RemoteFacts,
  type RemotePushState,
  type RemoteRefFacts,
} from '../domain/model/remote.js';
import { graphqlEnum } from '../graphql/types/graphql-enum.js';
import { DateTime } from '../graphql/types/scalars.js';

export const ForgeKindEnum = graphqlEnum<ForgeKind>('ForgeKind', 'The kind of a forge.', FORGE_KINDS, {
  GITHUB: 'GitHub, also GitHub Enterprise Server.',
  GITLAB: 'GitLab, also self-hosted.',
  GITEA: 'Gitea or Forgejo.',
});
const CredentialKindEnum = graphqlEnum<CredentialKind>(
  'RemoteCredentialKind',
  'How the server gets into a remote.',
  CREDENTIAL_KINDS,
  {
    TOKEN: 'A token.',
    PASSWORD: 'A user and a password.',
    SSH_KEY: 'The key of ssh in a file.',
    APP: 'An app of GitHub.',
  },
);
const RefPushStateEnum = graphqlEnum<RefPushState>(
  'RefPushState',
  'What became of the push of a ref.',
  REF_PUSH_STATES,
  {
    DUE: 'It is to be pushed, or pushed again.',
    PUSHED: 'It is on the remote.',
    CONFLICT: 'Somebody else moved it there. It is not tried again before retryPush, or a newer commit.',
  },
);
const PushFaultEnum = graphqlEnum<PushFault>('PushFault', 'Why a push failed.', PUSH_FAULTS, {
  CREDENTIALS: 'There are no credentials for the address, or the remote does not accept them.',
  UNREACHABLE: 'There was no connection, or the remote is out of order.',
  TIMEOUT: 'The remote took too long.',
  REDIRECT: 'The remote answered with a redirect: it is not followed.',
  NOT_FOUND: 'There is no such repository, or the credentials do not show it.',
  UNTRUSTED: 'The certificate or the host key of the remote is not known.',
  REFUSED: 'The remote does not take the ref, as a protected branch or by a hook.',
  CONFLICT: 'The ref stands elsewhere on the remote.',
  LOCAL: 'The project’s repository cannot be read, or does not have the commit any more.',
  CONFIGURATION: 'The settings of the server do not allow it: the protocol, or the file of credentials.',
  OTHER: 'Something else, as the text says.',
});
const RemotePushStateEnum = graphqlEnum<RemotePushState>(
  'RemotePushState',
  'What the pushing to a remote does.',
  REMOTE_PUSH_STATES,
  {
    IDLE: 'All is on the remote.',
    DUE: 'Something is to be pushed.',
    PUSHING: 'It is being pushed.',
    FAILING: 'The last push failed, and is tried again.',
    CONFLICT: 'Nothing else is due, but refs that somebody else moved.',
  },
);

/** Counts of refs that are not on the remote. */
export interface PendingRefs {
  readonly due: number;
  /** When the first of them is due; null: none is. */
  readonly nextAt: Date | null;
  /** Has the last try of one of those that are due failed? */
  readonly failing: boolean;
  readonly conflicts: number;
  readonly now: Date;
}

@ObjectType('RemotePush', { description: 'What became of the pushing to a remote. A push never fails a run.' })
export class RemotePushModel {
  constructor(
    private readonly facts: RemoteFacts,
    private readonly pending: PendingRefs,
    private readonly current: RemotePushState,
  ) {}

  @Field(() => RemotePushStateEnum, { description: 'What it does now.' })
  get state(): RemotePushState {
    return this.current;
  }
  @Field(() => DateTime, { nullable: true, description: 'When something was pushed last; null: nothing was.' })
  get lastPushedAt(): Date | null {
    return this.facts.lastPushedAt;
  }
  @Field(() => DateTime, { nullable: true, description: 'When the last try began; null: there was none.' })
  get lastAttemptAt(): Date | null {
    return this.facts.lastAttemptAt;
  }
  @Field(() => PushFaultEnum, { nullable: true, description: 'Why the last try failed; null: it did not.' })
  get lastFault(): PushFault | null {
    return this.facts.lastFault;
  }
  @Field(() => String, { nullable: true, description: 'The same in words, without secrets; up to 1,000 characters.' })
  get lastError(): string | null {
    return this.facts.lastError;
  }
  @Field(() => Int, { description: 'Tries that failed since the last that did not.' })
  get failures(): number {
    return this.facts.failures;
  }
  @Field(() => DateTime, { nullable: true, description: 'Not tried again before then; null: nothing is due.' })
  get nextAttemptAt(): Date | null {
    const { nextAt } = this.pending;
    if (nextAt === null || this.state === 'PUSHING') return null;
    return nextAt > this.facts.nextAttemptAt ? nextAt : this.facts.nextAttemptAt;
  }
  @Field(() => Int, { description: 'Refs that are due, and those in conflict; each counted up to 1,000.' })
  get pendingRefs(): number {
    return this.pending.due + this.pending.conflicts;
  }
}

@ObjectType('Remote', { description: 'Where a project’s runs are pushed to.' })
export class RemoteModel {
  constructor(readonly facts: RemoteFacts) {}

  @Field({ description: 'The address of the repository, without credentials.' })
  get url(): string {
    return this.facts.url;
  }
  @Field(() => ForgeKindEnum, { nullable: true, description: 'The forge behind it; null: git alone.' })
  get forge(): ForgeKind | null {
    return this.facts.forge;
  }
  @Field(() => DateTime, { description: 'When it was set.' })
  get setAt(): Date {
    return this.facts.setAt;
  }
}

@ObjectType('RemoteCredentials', { description: 'How the server gets into a remote: never with a secret.' })
export class RemoteCredentialsModel {
  @Field(() => [CredentialKindEnum], {
    description: 'What AUTOPACK_REMOTE_CREDENTIALS has for the address; none: it is pushed without credentials.',
  })
  kinds: readonly CredentialKind[];
  @Field({ description: 'Is there a secret for webhooks from the forge?' })
  webhookSecret: boolean;
  @Field(() => String, { nullable: true, description: 'Why the file cannot be used; null: it can, or there is none.' })
  fault: string | null;
}

@ObjectType('RefPush', { description: 'A ref of a run that is to be on the project’s remote.' })
export class RefPushModel {
  constructor(private readonly facts: RemoteRefFacts) {}

  @Field({ description: 'Its full name.' })
  get ref(): string {
    return this.facts.ref;
  }
  @Field({ description: 'The commit, or the object of a tag, that it is to name.' })
  get wanted(): string {
    return this.facts.wanted;
  }
  @Field(() => String, { nullable: true, description: 'What it named after the last push; null: it was not pushed.' })
  get pushed(): string | null {
    return this.facts.pushed;
  }
  @Field(() => RefPushStateEnum, { description: 'What became of it.' })
  get state(): RefPushState {
    return this.facts.state;
  }
  @Field(() => Int, { description: 'Tries since it was wanted.' })
  get attempts(): number {
    return this.facts.attempts;
  }
  @Field(() => DateTime, { nullable: true, description: 'When it was pushed last; null: never.' })
  get pushedAt(): Date | null {
    return this.facts.pushedAt;
  }
  @Field(() => PushFaultEnum, { nullable: true, description: 'Why the last try failed; null: it did not.' })
  get lastFault(): PushFault | null {
    return this.facts.lastFault;
  }
  @Field(() => String, { nullable: true, description: 'The same in words, with what to do; up to 1,000 characters.' })
  get lastError(): string | null {
    return this.facts.lastError;
  }
}
