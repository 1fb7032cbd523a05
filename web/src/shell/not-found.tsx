import { Link } from 'wouter';

import { Empty } from '../parts/notices.js';
import { Page } from '../parts/page.js';

export const NotFound = () => (
  <Page title="Nothing here">
    <Empty title="There is no screen at this address.">
      <Link href="/">All runs</Link>
    </Empty>
  </Page>
);
