/** A button whose texts are Liquid. */
export type ButtonTemplate =
  /** Comes back to the conversation as `action`. */
  | { readonly kind: 'action'; readonly label: string; readonly action: string }
  | { readonly kind: 'link'; readonly label: string; readonly url: string }
  /** Opens the page of a pick; `pick` counts from 0. */
  | { readonly kind: 'product'; readonly label: string; readonly pick: number }
  /** One button for each pick; the label may use `pick`. */
  | { readonly kind: 'products'; readonly label: string };

/** A block whose texts are Liquid; template-variables.ts says what they may use. */
export type BlockTemplate =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly url: string; readonly alt: string }
  | { readonly kind: 'buttons'; readonly rows: readonly (readonly ButtonTemplate[])[] };

export type MessageTemplate = readonly BlockTemplate[];

/** A Liquid text, and where it stands in its file. */
export interface TemplateText {
  readonly path: readonly (string | number)[];
  readonly text: string;
  /** Whether `pick` stands for one of the picks. */
  readonly hasPick: boolean;
}
