import { type DynamicModule, Global, Module } from '@nestjs/common';

import { BUDGETS } from '../common/tokens.js';
import type { Settings } from './settings.js';
import { SETTINGS } from './settings.token.js';

/** The settings as injectable values, everywhere. */
@Global()
@Module({})
export class SettingsModule {
  static of(settings: Settings): DynamicModule {
    return {
      module: SettingsModule,
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: BUDGETS, useValue: settings.budgets },
      ],
      exports: [SETTINGS, BUDGETS],
    };
  }
}
