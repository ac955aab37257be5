/** `21 Nov 2026, 09:00`, in the shop's own time. */
export function instantText(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  }).format(at);
}
