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

const photoMaxBytes = 10 * 1_024 * 1_024;

/**
 * A photo as Telegram takes it: an address that it can fetch, the id of one that it has, or the picture itself.
 *
 * @param canFetch whether Telegram reaches that address
 */
export function checkPhoto(
  photo: unknown,
  has: (fileId: string) => boolean,
  canFetch: (url: URL) => boolean,
): void {
  if (photo instanceof Blob) {
    if (photo.size > photoMaxBytes) throw new ApiError(413, 'Request Entity Too Large');
    if (photo.size === 0) throw new ApiError(400, 'Bad Request: file must be non-empty');
    return;
  }
  if (typeof photo !== 'string' || !/^https?:\/\//.test(photo)) {
    if (typeof photo === 'string' && has(photo)) return;
    throw new ApiError(
      400,
      'Bad Request: wrong remote file identifier specified: Wrong string length',
    );
  }
  const { hostname } = new URL(photo);
  if (/^(localhost|127\.|10\.|192\.168\.)/.test(hostname)) {
    throw new ApiError(400, 'Bad Request: wrong HTTP URL specified');
  }
  if (!canFetch(new URL(photo))) {
    throw new ApiError(400, 'Bad Request: failed to get HTTP URL content');
  }
}

const commandPattern = /^[a-z0-9_]{1,32}$/;

export function checkCommands(commands: unknown): void {
  if (!Array.isArray(commands) || commands.length > 100) {
    throw new ApiError(400, 'Bad Request: BOT_COMMANDS_TOO_MUCH');
  }
  for (const { command, description } of commands as Record<string, unknown>[]) {
    if (typeof command !== 'string' || !commandPattern.test(command)) {
      throw new ApiError(400, 'Bad Request: BOT_COMMAND_INVALID');
    }
    if (typeof description !== 'string' || description === '' || description.length > 256) {
      throw new ApiError(400, 'Bad Request: BOT_COMMAND_DESCRIPTION_INVALID');
    }
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
