import { Module } from '@nestjs/common';

import { ArchiveStore } from './archive-store.js';
import { ArtefactStore } from './artefact-store.js';
import { ServerDisk } from './server-disk.js';

/** The only way to the runs root. */
@Module({ providers: [ArchiveStore, ArtefactStore, ServerDisk], exports: [ArchiveStore, ArtefactStore, ServerDisk] })
export class ArtefactsModule {}
