/** Commands on remotes: from inputs to the lifecycle and back to payloads (M3). */
import { Inject, Injectable } from '@nestjs/common';

import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import { remoteUrlRefusal } from '../domain/decisions/remote/remote-refusals.js';
import { pushStateOf } from '../domain/rules/remote/push-state.js';
import { forgeOfAddress, remoteAddress } from '../domain/rules/remote/remote-url.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import type { OperationContext } from '../graphql/request/operation-context.js';
import { commandKey } from '../lifecycle/facts/idempotency.js';
import { RemoteLifecycleService } from '../lifecycle/remotes/remote-lifecycle.service.js';
import { fileRemoteFault } from './file-remotes.js';
import type { RemoveProjectRemoteInput, RetryPushInput, SetProjectRemoteInput } from './remote.inputs.js';
import { type RemoteCredentialsModel, RemoteModel, RemotePushModel } from './remote.model.js';
import type { RemotePayload, RemoveProjectRemotePayload } from './remote.payloads.js';
import { CredentialsFault, RemoteCredentials } from './remote-credentials.js';
import { RemotesRepository } from './remotes.repository.js';

@Injectable()
export class RemotesService {
  constructor(
    private readonly lifecycle: RemoteLifecycleService,
    private readonly repository: RemotesRepository,
    private readonly access: RemoteCredentials,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'remoteProtocols' | 'host' | 'repositoryRoots'>,
  ) {}

  async set(input: SetProjectRemoteInput): Promise<RemotePayload> {
    const { projectId, url, forge } = input;
    const key = commandKey('setProjectRemote', input.idempotencyKey, input);
    const address = remoteAddress(url, this.settings.remoteProtocols);
    const fault = 'fault' in address ? address.fault : fileRemoteFault(address.url, this.settings);
    const refusal = fault === null ? null : remoteUrlRefusal(fault);
    const kept =
      'fault' in address ? { url: '', forge: null } : { url: address.url, forge: forge ?? forgeOfAddress(address) };
    return toPayload(await this.lifecycle.set({ projectId, ...kept }, key, refusal));
  }

  async remove(input: RemoveProjectRemoteInput): Promise<RemoveProjectRemotePayload> {
    const key = commandKey('removeProjectRemote', input.idempotencyKey, input);
    const { errors } = await this.lifecycle.remove(input.projectId, key);
    return { projectId: errors.length > 0 ? null : input.projectId, errors: errors.map(toCommandError) };
  }

  async retry(input: RetryPushInput): Promise<RemotePayload> {
    const key = commandKey('retryPush', input.idempotencyKey, input);
    return toPayload(await this.lifecycle.retry(input.projectId, key));
  }

  async credentials({ url }: RemoteModel): Promise<RemoteCredentialsModel> {
    try {
      const entry = await this.access.of(url);
      return { kinds: entry?.kind ? [entry.kind] : [], webhookSecret: entry?.webhookSecret !== undefined, fault: null };
    } catch (error) {
      if (!(error instanceof CredentialsFault)) throw error;
      return { kinds: [], webhookSecret: false, fault: error.message };
    }
  }

  async push({ facts }: RemoteModel, context: OperationContext): Promise<RemotePushModel> {
    const pending = (await context.loader(this.repository.pending).load(facts.projectId))!;
    return new RemotePushModel(facts, pending, pushStateOf(facts, pending, pending.now));
  }
}

const toPayload = ({ result, errors }: Awaited<ReturnType<RemoteLifecycleService['set']>>): RemotePayload => ({
  remote: result && errors.length === 0 ? new RemoteModel(result) : null,
  errors: errors.map(toCommandError),
});
