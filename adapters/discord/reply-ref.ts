/** What an answer names: the interaction that waits for it, or the chat in which something was said. */
export type ReplyRef =
  | {
      readonly kind: 'interaction';
      readonly applicationId: string;
      readonly interactionId: string;
      readonly token: string;
    }
  | { readonly kind: 'message'; readonly channelId: string; readonly messageId: string };

export function replyRefText(ref: ReplyRef): string {
  return ref.kind === 'interaction'
    ? `interaction:${ref.applicationId}:${ref.interactionId}:${ref.token}`
    : `message:${ref.channelId}:${ref.messageId}`;
}

export function readReplyRef(text: string): ReplyRef | null {
  const [kind, first, second, ...rest] = text.split(':');
  if (first === undefined || second === undefined) return null;
  if (kind === 'message') return { kind, channelId: first, messageId: second };
  if (kind !== 'interaction') return null;
  return { kind, applicationId: first, interactionId: second, token: rest.join(':') };
}
