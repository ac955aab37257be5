/** A refusal in the Bot API's own form. */
export class ApiError extends Error {
  readonly code: number;
  readonly parameters: Record<string, unknown> | undefined;

  constructor(code: number, description: string, parameters?: Record<string, unknown>) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}

const lengthOf = (text: string) => [...text].length;

export function checkText(text: unknown): void {
  if (typeof text !== 'string' || text.trim() === '') {
    throw new ApiError(400, 'Bad Request: message text is empty');
  }
  if (lengthOf(text) > 4_096) throw new ApiError(400, 'Bad Request: message is too long');
}

export function checkCaption(caption: unknown): void {
  if (typeof caption === 'string' && lengthOf(caption) > 1_024) {
    throw new ApiError(400, 'Bad Request: message caption is too long');
  }
}

export function checkPhoto(photo: unknown): void {
  const isUrl = typeof photo === 'string' && /^https?:\/\//.test(photo);
  if (!isUrl) {
    throw new ApiError(
      400,
      'Bad Request: wrong remote file identifier specified: Wrong string length',
    );
  }
}

export function checkMarkup(markup: unknown): void {
  if (markup === undefined) return;
  const { inline_keyboard: rows } = markup as { inline_keyboard?: unknown };
  if (!Array.isArray(rows)) throw new ApiError(400, 'Bad Request: object expected as reply markup');
  for (const button of rows.flat() as Record<string, unknown>[]) checkButton(button);
}

function checkButton({ text, callback_data: data, url }: Record<string, unknown>): void {
  if (typeof text !== 'string' || text === '') {
    throw new ApiError(400, 'Bad Request: text buttons are unallowed in the inline keyboard');
  }
  if (typeof url === 'string') {
    if (URL.canParse(url)) return;
    throw new ApiError(400, `Bad Request: inline keyboard button URL '${url}' is invalid`);
  }
  const bytes = typeof data === 'string' ? Buffer.byteLength(data) : 0;
  if (bytes < 1 || bytes > 64) throw new ApiError(400, 'Bad Request: BUTTON_DATA_INVALID');
}
