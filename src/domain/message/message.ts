/** Something a customer presses: an action comes back to us as text, a link leads to a page. */
export type Button =
  | { readonly kind: 'action'; readonly label: string; readonly action: string }
  | { readonly kind: 'link'; readonly label: string; readonly url: string };

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly url: string; readonly alt: string }
  | { readonly kind: 'buttons'; readonly rows: readonly (readonly Button[])[] };

/** What we want to say, in no platform's terms; an adapter turns it into parts. Texts are plain, not markup. */
export interface OutboundMessage {
  readonly locale: string;
  readonly blocks: readonly Block[];
}

export function textMessage(
  locale: string,
  text: string,
  rows: readonly (readonly Button[])[] = [],
): OutboundMessage {
  const buttons: Block[] = rows.length > 0 ? [{ kind: 'buttons', rows }] : [];
  return { locale, blocks: [{ kind: 'text', text }, ...buttons] };
}
