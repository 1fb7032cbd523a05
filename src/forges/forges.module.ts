import { Module } from '@nestjs/common';

import { CommonModule } from '../common/common.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { PromotionModule } from '../promotion/promotion.module.js';
import { RemotesModule } from '../remotes/remotes.module.js';
import { ChangeLooker } from './change-look.js';
import { ForgeAccess } from './forge-access.js';
import { ForgeMessageSweeper } from './forge-message.sweeper.js';
import { ForgeMessages } from './forge-messages.js';
import { ForgeMessagesRepository } from './forge-messages.repository.js';
import { ForgePollRepository } from './forge-poll.repository.js';
import { ForgePoller } from './forge-poller.js';
import { PromotionChangeResolver } from './forges.resolver.js';
import { ProposedChange } from './proposed-change.js';

/** Forges: GitHub, GitLab and Gitea, where people merge what runs propose (M3). */
@Module({
  imports: [CommonModule, DatabaseModule, LifecycleModule, PromotionModule, RemotesModule],
  providers: [
    ...[PromotionChangeResolver, ForgeAccess, ProposedChange, ChangeLooker, ForgePollRepository, ForgePoller],
    ...[ForgeMessages, ForgeMessagesRepository, ForgeMessageSweeper],
  ],
})
export class ForgesModule {}
