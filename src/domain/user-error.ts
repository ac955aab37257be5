/** Something a person can put right: the CLI prints the message as it is, the API answers 4xx. Never a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** What to do next, in one line. */
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.hint = options.hint;
  }
}
