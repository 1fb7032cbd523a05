import { Module } from '@nestjs/common';
import { ArtefactStore } from './artefact-store.js';

/** The only way to the runs root. */
@Module({ providers: [ArtefactStore], exports: [ArtefactStore] })
export class ArtefactsModule {}
