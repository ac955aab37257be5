import type { Block, Button, OutboundMessage } from '../message/message.js';
import { TemplateError } from '../message/template-error.js';
import type { BlockTemplate, ButtonTemplate, MessageTemplate } from './message-template.js';

export type RenderText = (template: string, variables: Readonly<Record<string, unknown>>) => string;

export interface PickVariables {
  readonly productId: number;
  /** Where its page is; null if it has none. */
  readonly url: string | null;
  /** What Liquid sees of it, but for `link`. */
  readonly values: Readonly<Record<string, unknown>>;
}

export interface MessageVariables {
  readonly locale: string;
  /** What Liquid sees, but for picks and links. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly picks: readonly PickVariables[];
  readonly shopUrl: string | null;
  /** As it is stored, for a button that uses it. */
  readonly couponCode: string | null;
}

/** A link that the message has; `key` stands in its place until there is a tracked one. */
interface WantedLink {
  readonly key: string;
  /** Such as `pick:1`, `shop`, `button:2`. */
  readonly label: string;
  readonly target: string;
  readonly productId: number | null;
}

export interface Composed {
  readonly message: OutboundMessage;
  readonly links: readonly WantedLink[];
}

/**
 * Words of a template for one customer. A block that speaks of something that is not there (a pick sold out, a name
 * unknown) is left out, a button likewise; links stand as keys, because a tracked link is made only if it is used.
 *
 * @returns null if nothing is left that says something
 * @throws TemplateError if a template is wrong
 */
export function composeMessage(
  template: MessageTemplate,
  variables: MessageVariables,
  render: RenderText,
): Composed | null {
  const composer = new Composer(variables, render);
  const blocks = template.flatMap((block, index) => composer.block(block, index) ?? []);
  if (!blocks.some((block) => block.kind !== 'buttons')) return null;
  const text = JSON.stringify(blocks);
  const links = composer.links.filter((link) => placed(text, link.key, '') !== text);
  return { message: { locale: variables.locale, blocks }, links };
}

/** Puts the links in their places. */
export function withLinks(composed: Composed, urls: readonly string[]): OutboundMessage {
  const places = composed.links.map((link, i) => [link.key, urls[i] ?? link.target] as const);
  const put = (text: string) => places.reduce((done, [key, url]) => placed(done, key, url), text);
  const blocks = composed.message.blocks.map((block): Block => {
    if (block.kind === 'text') return { ...block, text: put(block.text) };
    if (block.kind === 'image') return { ...block, url: put(block.url), alt: put(block.alt) };
    const rows = block.rows.map((row) =>
      row.map((button) => {
        const label = put(button.label);
        return button.kind === 'link'
          ? { ...button, label, url: put(button.url) }
          : { ...button, label };
      }),
    );
    return { ...block, rows };
  });
  return { ...composed.message, blocks };
}

/** Every link leads where it leads: for samples and for a test to oneself, which are not counted. */
export function withTargets(composed: Composed): OutboundMessage {
  return withLinks(
    composed,
    composed.links.map((link) => link.target),
  );
}

// From the private use area: no text has it, no URL survives it unnoticed.
const keyStart = '\ue000';

function keyOf(label: string): string {
  return `${keyStart}${label}\ue001`;
}

/** Also where a template has encoded it, to hand it on to another site. The URL is no pattern: `$&` stays `$&`. */
function placed(text: string, key: string, url: string): string {
  return text
    .replaceAll(key, () => url)
    .replaceAll(encodeURIComponent(key), () => encodeURIComponent(url));
}

/** What a template sees of these variables, each link leading where it leads. */
export function openScope(variables: MessageVariables): Readonly<Record<string, unknown>> {
  return scopeOf(variables, (_, target) => target ?? undefined);
}

type MakeLink = (
  label: string,
  target: string | null,
  productId?: number | null,
) => string | undefined;

function scopeOf(variables: MessageVariables, link: MakeLink) {
  const shopLink = link('shop', variables.shopUrl);
  return {
    ...variables.values,
    shop: { ...(variables.values['shop'] as object), link: shopLink },
    links: { shop: shopLink },
    picks: variables.picks.map((pick, index) => ({
      ...pick.values,
      link: link(`pick:${index + 1}`, pick.url, pick.productId),
    })),
  };
}

class Composer {
  readonly #links = new Map<string, WantedLink>();
  readonly #variables: MessageVariables;
  readonly #render: RenderText;
  readonly #scope: ReturnType<typeof scopeOf>;

  constructor(variables: MessageVariables, render: RenderText) {
    this.#variables = variables;
    this.#render = render;
    this.#scope = scopeOf(variables, (...link) => this.#link(...link));
  }

  get links(): readonly WantedLink[] {
    return [...this.#links.values()];
  }

  block(block: BlockTemplate, index: number): Block | null {
    return ifThere(() => {
      if (block.kind === 'text') return this.#text(block.text);
      if (block.kind === 'image') return this.#image(block.url, block.alt);
      const rows = block.rows.flatMap((row, at) => this.#row(row, `button:${index + 1}.${at + 1}`));
      const filled = rows.filter((row) => row.length > 0);
      return filled.length === 0 ? null : { kind: 'buttons', rows: filled };
    });
  }

  #text(template: string): Block | null {
    const text = tidy(this.#say(template));
    return text === '' ? null : { kind: 'text', text };
  }

  #image(template: string, alt: string): Block | null {
    const url = this.#say(template);
    return isWebAddress(url) ? { kind: 'image', url, alt: this.#say(alt) } : null;
  }

  #row(templates: readonly ButtonTemplate[], label: string): Button[][] {
    const [first] = templates;
    // One row for each pick: their names are long.
    if (first?.kind === 'products')
      return this.#scope.picks.map(
        (pick) => ifThere(() => linkButton(this.#say(first.label, { pick }), pick.link)) ?? [],
      );
    const buttons = templates.map((each, column) =>
      ifThere(() => this.#button(each, `${label}.${column + 1}`)),
    );
    return [buttons.flatMap((button) => button ?? [])];
  }

  #button(template: ButtonTemplate, label: string): Button[] {
    switch (template.kind) {
      case 'action': {
        const action = actionOf(template.action, this.#variables.couponCode);
        if (action === null) return [];
        const said = this.#say(template.label);
        return said === '' ? [] : [{ kind: 'action', label: said, action }];
      }
      case 'product':
        return linkButton(this.#say(template.label), this.#scope.picks[template.pick]?.link);
      case 'products':
        return [];
      case 'link': {
        const target = this.#say(template.url);
        const url = target.startsWith(keyStart) ? target : this.#link(label, this.#opened(target));
        return linkButton(this.#say(template.label), url);
      }
    }
  }

  /** One of our links inside another address stands for where it leads. */
  #opened(text: string): string {
    return this.links.reduce((done, { key, target }) => placed(done, key, target), text);
  }

  #say(template: string, more: object = {}): string {
    return this.#render(template, { ...this.#scope, ...more }).trim();
  }

  #link(label: string, target: string | null, productId: number | null = null) {
    if (target === null || !isWebAddress(target)) return undefined;
    const key = keyOf(label);
    this.#links.set(label, { key, label, target, productId });
    return key;
  }
}

function ifThere<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateError && error.kind === 'missing') return null;
    throw error;
  }
}

function linkButton(label: string, url: string | undefined): Button[] {
  return url === undefined || label === '' ? [] : [{ kind: 'link', label, url }];
}

function actionOf(action: string, couponCode: string | null): string | null {
  if (action !== 'use-coupon') return action;
  return couponCode === null ? null : `coupon:use:${couponCode}`;
}

// What `{% if %}` leaves behind are empty lines.
function tidy(text: string): string {
  return text.replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n');
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s]+$/.test(text);
}
