/** What somebody of the staff wants. `caseId` is null where it is the one whose message is answered. */
export type StaffCommand =
  | { readonly kind: 'reply'; readonly caseId: number | null; readonly text: string }
  | { readonly kind: 'take' | 'close' | 'card'; readonly caseId: number | null }
  | { readonly kind: 'assign'; readonly caseId: number | null; readonly to: string }
  | { readonly kind: 'cases' | 'help' }
  /** Said among the staff, or not understood. */
  | { readonly kind: 'chatter' };

const command = /^\/([a-z]+)(?:@\w+)?(?:\s+#?(\d{1,9})(?=\s|$))?\s*([\s\S]*)$/i;

/** @param isAnswer it was written as the platform's answer to one of our messages */
export function staffCommandOf(text: string, isAnswer: boolean): StaffCommand {
  const said = text.trim();
  const [, name, number, rest = ''] = command.exec(said) ?? [];
  if (name === undefined)
    return isAnswer && said !== ''
      ? { kind: 'reply', caseId: null, text: said }
      : { kind: 'chatter' };
  const caseId = number === undefined ? null : Number(number);
  switch (name.toLowerCase()) {
    case 'reply':
      return rest === '' ? { kind: 'help' } : { kind: 'reply', caseId, text: rest };
    case 'take':
    case 'close':
    case 'card':
      return { kind: name.toLowerCase() as 'take' | 'close' | 'card', caseId };
    case 'assign': {
      const to = rest.trim().replace(/^@/, '').slice(0, 64);
      return to === '' ? { kind: 'help' } : { kind: 'assign', caseId, to };
    }
    case 'cases':
      return { kind: 'cases' };
    default:
      return { kind: 'help' };
  }
}
