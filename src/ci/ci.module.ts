import { Module } from '@nestjs/common';

import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { CiResolver } from './ci.resolver.js';
import { CiService } from './ci.service.js';

/** Reports of CI. */
@Module({ imports: [LifecycleModule], providers: [CiResolver, CiService] })
export class CiModule {}
