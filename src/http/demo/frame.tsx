import type { Child, FC } from 'hono/jsx';
import type { Assets } from '../assets.js';
import { SitePage } from '../layout.js';
import type { DemoDeps } from './deps.js';

interface FrameProps {
  readonly deps: DemoDeps;
  readonly assets: Assets;
  readonly title: string;
  readonly here: string;
  readonly script?: 'shop.js';
  readonly children?: Child;
}

export const DemoFrame: FC<FrameProps> = ({ deps, assets, title, here, script, children }) => (
  <SitePage
    title={`${title} · ${deps.shopName}`}
    language="en"
    assets={assets}
    {...(script ? { script } : {})}
    shopName={deps.shopName}
    badge="Demo"
    here={here}
    links={[
      { href: '/', label: 'Start' },
      { href: '/demo/customers', label: 'Customers' },
      { href: '/chat', label: 'Chat' },
      { href: '/demo/shop', label: 'Shop' },
      { href: '/admin', label: 'Campaigns' },
    ]}
  >
    {children}
  </SitePage>
);
