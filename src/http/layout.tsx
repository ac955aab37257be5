import type { Child, FC } from 'hono/jsx';
import type { Assets } from './assets.js';
import type { Language } from './languages.js';

/** Without the doctype browsers lay a page out as they did in 1998, and JSX has no word for it. */
export function documentText(page: Child): string {
  return `<!doctype html>${String(page)}`;
}

export interface DocumentProps {
  readonly title: string;
  readonly language: Language;
  readonly assets: Assets;
  readonly script?: 'chat.js' | 'admin.js' | 'shop.js';
  readonly bodyClass?: string;
  readonly children?: Child;
}

/** The frame of every page: one stylesheet, at most one script, nothing from elsewhere. */
export const Document: FC<DocumentProps> = (props) => (
  <html lang={props.language}>
    <head>
      <meta charset="utf-8" />
      <meta
        name="viewport"
        content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
      />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <title>{props.title}</title>
      <link rel="icon" href={props.assets.url('icon.svg')} type="image/svg+xml" />
      <link rel="stylesheet" href={props.assets.url('hawker.css')} />
      {props.script && <script src={props.assets.url(props.script)} type="module"></script>}
    </head>
    <body class={props.bodyClass ?? ''}>{props.children}</body>
  </html>
);

export interface NavLink {
  readonly href: string;
  readonly label: string;
}

interface SiteProps extends DocumentProps {
  readonly shopName: string;
  readonly links: readonly NavLink[];
  /** The href of the link that this page is. */
  readonly here: string;
  readonly badge?: string;
}

/** A page with the bar on top. */
export const SitePage: FC<SiteProps> = ({
  shopName,
  links,
  here,
  badge,
  children,
  ...document
}) => (
  <Document {...document}>
    <a class="skip" href="#content">
      Skip to content
    </a>
    <header class="bar">
      <a class="brand" href="/">
        <Mark />
        <span>{shopName}</span>
      </a>
      {badge && <span class="badge badge-demo">{badge}</span>}
      <nav aria-label="Pages">
        {links.map(({ href, label }) => (
          <a href={href} aria-current={href === here ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
    </header>
    <main id="content" class="page">
      {children}
    </main>
  </Document>
);

/** A market stall's awning. */
export const Mark: FC = () => (
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
    <path class="mark-a" d="M4 13 7 5h18l3 8z" />
    <path
      class="mark-b"
      d="M4 13a4 4 0 0 0 8 0 4 4 0 0 0 8 0 4 4 0 0 0 8 0v1a4 4 0 0 1-8 0 4 4 0 0 1-8 0 4 4 0 0 1-8 0zM7 19v8h18v-8"
    />
  </svg>
);
