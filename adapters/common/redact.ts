/** Takes secrets out of a text that may hold them, as they are and as a URL writes them. */
export function redacted(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((rest, form) => rest.replaceAll(form, '[secret]'), text);
}
