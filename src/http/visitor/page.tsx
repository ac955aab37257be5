import type { Child, FC } from 'hono/jsx';
import type { Assets } from '../assets.js';
import type { Language } from '../languages.js';
import { Document, documentText, Mark } from '../layout.js';

export interface VisitorPage {
  readonly shopName: string;
  readonly assets: Assets;
  readonly language: Language;
}

interface Said {
  readonly title: string;
  readonly text: string;
  readonly children?: Child;
}

/** One question or answer for somebody who came by a link of a message: readable without scripts. */
export function visitorPage(page: VisitorPage, said: Said): string {
  return documentText(<Panel page={page} said={said} />);
}

const Panel: FC<{ page: VisitorPage; said: Said }> = ({ page, said }) => (
  <Document title={said.title} language={page.language} assets={page.assets} bodyClass="center">
    <main class="panel sign-in">
      <p class="brand">
        <Mark /> <span>{page.shopName}</span>
      </p>
      <h1>{said.title}</h1>
      <p role="status">{said.text}</p>
      {said.children}
    </main>
  </Document>
);

/** A form that is one button. */
export const Press: FC<{
  action: string;
  label: string;
  fields?: Readonly<Record<string, string>>;
  isPrimary?: boolean;
}> = ({ action, label, fields = {}, isPrimary = true }) => (
  <form method="post" action={action}>
    {Object.entries(fields).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button class={isPrimary ? 'button primary' : 'button'} type="submit">
      {label}
    </button>
  </form>
);
