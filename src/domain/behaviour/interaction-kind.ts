/** What a customer can do. The codes are stored: never renumber, only add. */
export const interactionKindCode = {
  browse: 1,
  search: 2,
  click: 3,
  like: 4,
  react: 5,
  comment: 6,
  post: 7,
  follow: 8,
  add_to_cart: 9,
  remove_from_cart: 10,
  purchase: 11,
  refund: 12,
  review: 13,
  rate: 14,
  share: 15,
  join: 16,
  reply: 17,
  redeem: 18,
  blocked: 19,
  unsubscribed: 20,
  /** Said of a picked product: not this one. */
  dislike: 21,
} as const;

export type InteractionKind = keyof typeof interactionKindCode;

export const interactionKinds = Object.keys(interactionKindCode) as InteractionKind[];

export function isInteractionKind(text: string): text is InteractionKind {
  return Object.hasOwn(interactionKindCode, text);
}
