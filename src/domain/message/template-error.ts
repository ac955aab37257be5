/** A template could not be turned into text. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  /** missing: it speaks of something that is not there this time, so its block is left out. */
  readonly kind: 'missing' | 'failed';
  /** 1-based, within the template. */
  readonly line: number;

  constructor(
    message: string,
    options: { kind: TemplateError['kind']; line: number; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.kind = options.kind;
    this.line = options.line;
  }
}
