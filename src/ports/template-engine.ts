/** Liquid, behind a port: text in, plain text out. */
export interface TemplateEngine {
  /** @returns the first syntax error, with its 1-based line in the template, or null */
  check(template: string): { message: string; line: number } | null;
  render(template: string, variables: Readonly<Record<string, unknown>>): string;
}
