/** Takes secrets out of a text that may hold them. */
export type Redact = (text: string) => string;

/** An access token, wherever an address stands in full; its value itself changes every two hours. */
const inAddress = /access_token(=|%3D)[^&\s"'<>%]+/gi;

/** @param secrets what must never be repeated; also matched as it stands in a URL */
export function redactorOf(secrets: readonly string[]): Redact {
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]);
  return (text) =>
    forms
      .reduce((rest, form) => rest.replaceAll(form, '[secret]'), text)
      .replace(inAddress, 'access_token$1[secret]');
}
