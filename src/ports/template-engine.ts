/** A variable that a template speaks of, such as `['picks', 0, 'name']`. */
export interface TemplateVariable {
  readonly path: readonly (string | number)[];
  /** 1-based, within the template. */
  readonly line: number;
  /** Named by the template itself: a loop's variable, an `assign`. */
  readonly isLocal: boolean;
}

/** Liquid, behind a port: text in, plain text out. */
export interface TemplateEngine {
  /** @returns the first syntax error, with its 1-based line in the template, or null */
  check(template: string): { message: string; line: number } | null;
  /** @throws TemplateError on a syntax error */
  variables(template: string): readonly TemplateVariable[];
  /** @throws TemplateError if a variable is not there, or the template is wrong or takes too long */
  render(template: string, variables: Readonly<Record<string, unknown>>): string;
}
