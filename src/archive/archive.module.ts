import { Module } from '@nestjs/common';

import { ArtefactsModule } from '../artefacts/artefacts.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { FileLayoutModule } from '../file-layout/file-layout.module.js';
import { PromotionFactsStore } from '../lifecycle/facts/promotion-facts.store.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { ArchiveRepository } from './archive.repository.js';
import { ArchiveResolver } from './archive.resolver.js';
import { ArchiveService } from './archive.service.js';
import { ArchiveSweeper } from './archive.sweeper.js';
import { ArchiveCommandService } from './archive-command.service.js';

/** Retention: runs that ended long ago become one file each (O10). */
@Module({
  imports: [ArtefactsModule, DatabaseModule, FileLayoutModule, LifecycleModule],
  providers: [
    ArchiveRepository,
    ArchiveResolver,
    ArchiveService,
    ArchiveCommandService,
    ArchiveSweeper,
    PromotionFactsStore,
  ],
})
export class ArchiveModule {}
