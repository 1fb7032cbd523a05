import { Module } from '@nestjs/common';

import { DashboardController } from './dashboard.controller.js';

/** The pages of this server, from its own files: the dashboard below /ui/. */
@Module({ controllers: [DashboardController] })
export class PagesModule {}
