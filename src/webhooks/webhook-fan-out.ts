/** From the outbox to deliveries (A7): what happened becomes a message for each webhook that is told of it. */
import { Injectable, Logger } from '@nestjs/common';

import { concerning } from '../common/log-subject.js';
import { webhookMessage } from '../domain/documents/webhook/webhook-message.js';
import type { BacklogEntry } from '../domain/model/issue.js';
import type { Ruleset } from '../domain/rules/ruleset/ruleset.js';
import { storedRules } from '../domain/rules/ruleset/stored-rules.js';
import { type Ages, loweredThresholds, reachesThreshold } from '../domain/rules/webhook/newly-aged.js';
import { type NewMessage, type OutboxEvent, WebhookSendingRepository } from './webhook-sending.repository.js';

const BATCH = 100;
/** A ruleset with lower thresholds tells of so many issues, the oldest. */
const MOST_AGED = 100;

@Injectable()
export class WebhookFanOut {
  private readonly logger = new Logger('Webhooks');

  constructor(private readonly repository: WebhookSendingRepository) {}

  /** Empties the outbox. */
  async run(): Promise<void> {
    for (;;) {
      const events = await this.repository.events(BATCH);
      if (events.length === 0) return;
      const messages: NewMessage[] = [];
      for (const event of events) messages.push(...(await this.messagesOf(event)));
      await this.repository.fanOut(
        events.map(({ eventId }) => eventId),
        messages,
      );
      if (events.length < BATCH) return;
    }
  }

  private async messagesOf(event: OutboxEvent): Promise<NewMessage[]> {
    const { eventId, projectId, type, at } = event;
    const facts = type === 'ISSUE_NEEDS_CLEANUP' ? await this.agedIssues(event) : [event.facts];
    return facts.map((one) => ({ eventId, projectId, type, body: webhookMessage(type, at, one) }));
  }

  private async agedIssues({ projectId, facts, document, documentBefore }: OutboxEvent): Promise<object[]> {
    const rules = this.rulesOf(projectId, document);
    if ('issueKey' in facts)
      return reachesThreshold(facts.before as Ages, facts as unknown as Ages, rules) ? [facts] : [];
    const lowered = loweredThresholds(rules, this.rulesOf(projectId, documentBefore));
    if (!lowered) return [];
    return (await this.repository.newlyAged(projectId, lowered.to, lowered.from, MOST_AGED)).map(asFacts);
  }

  /** A ruleset that cannot be read must not keep everything else from being told. */
  private rulesOf(projectId: string, document: unknown): Ruleset | null {
    if (document === null) return null;
    try {
      return storedRules(projectId, 0, document);
    } catch (error) {
      this.logger.error(concerning(error, { projectId }));
      return null;
    }
  }
}

const asFacts = ({ baseSeverity: severity, ...entry }: BacklogEntry): object => ({ ...entry, severity });
