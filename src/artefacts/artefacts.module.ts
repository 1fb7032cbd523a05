import { Module } from '@nestjs/common';

import { ArtefactStore } from './artefact-store.js';
import { ServerDisk } from './server-disk.js';

/** The only way to the runs root. */
@Module({ providers: [ArtefactStore, ServerDisk], exports: [ArtefactStore, ServerDisk] })
export class ArtefactsModule {}
