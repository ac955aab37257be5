type Json = Record<string, unknown>;

/** A refusal in Discord's own form. */
export class DiscordFault extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: Json | undefined;

  constructor(status: number, code: number, message: string, errors?: Json) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

function invalid(field: string, code: string, message: string): DiscordFault {
  const errors = field
    .split('.')
    .reduceRight<Json>((inner, name) => ({ [name]: inner }), { _errors: [{ code, message }] });
  return new DiscordFault(400, 50_035, 'Invalid Form Body', errors);
}

/** What may stand in a message; discord.com/developers/docs/resources/message. */
export function checkMessage(body: Json): void {
  const content = body['content'] ?? '';
  if (typeof content !== 'string')
    throw invalid('content', 'BASE_TYPE_STRING', 'Must be a string.');
  if ([...content].length > 2_000) {
    throw invalid('content', 'BASE_TYPE_MAX_LENGTH', 'Must be 2000 or fewer in length.');
  }
  const embeds = (body['embeds'] ?? []) as Json[];
  if (embeds.length > 10) throw invalid('embeds', 'BASE_TYPE_MAX_LENGTH', 'Must be 10 or fewer.');
  for (const embed of embeds) checkEmbed(embed);
  if (content.trim() === '' && embeds.length === 0) {
    throw new DiscordFault(400, 50_006, 'Cannot send an empty message');
  }
  checkComponents((body['components'] ?? []) as Json[]);
  const nonce = body['nonce'];
  if (nonce !== undefined && String(nonce).length > 25) {
    throw invalid('nonce', 'BASE_TYPE_MAX_LENGTH', 'Must be 25 or fewer in length.');
  }
}

function checkEmbed({ image }: Json): void {
  const url = (image as { url?: unknown } | undefined)?.url;
  if (url !== undefined && !isHttpUrl(url)) {
    throw invalid('embeds', 'URL_TYPE_INVALID_URL', 'Not a well formed URL.');
  }
}

function checkComponents(rows: readonly Json[]): void {
  if (rows.length > 5) throw invalid('components', 'BASE_TYPE_BAD_LENGTH', 'Must be 5 or fewer.');
  const ids = new Set<string>();
  for (const row of rows) {
    const buttons = (row['components'] ?? []) as Json[];
    if (row['type'] !== 1 || buttons.length < 1 || buttons.length > 5) {
      throw invalid('components', 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 5 in length.');
    }
    for (const button of buttons) checkButton(button, ids);
  }
}

function checkButton(
  { type, label, style, url, custom_id: customId }: Json,
  ids: Set<string>,
): void {
  if (type !== 2) throw invalid('components', 'UNION_TYPE_CHOICES', 'Must be a button.');
  if (typeof label !== 'string' || label === '' || [...label].length > 80) {
    throw invalid('components.label', 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 80.');
  }
  if (style === 5) {
    if (isHttpUrl(url) && String(url).length <= 512 && customId === undefined) return;
    throw invalid('components.url', 'URL_TYPE_INVALID_URL', 'Not a well formed URL.');
  }
  if (typeof customId !== 'string' || customId === '' || [...customId].length > 100) {
    throw invalid('components.custom_id', 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100.');
  }
  if (ids.has(customId)) {
    throw invalid('components', 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Custom id cannot be duplicated');
  }
  ids.add(customId);
}

const commandName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

/** Application commands as PUT …/commands takes them. */
export function checkCommands(commands: unknown): asserts commands is Json[] {
  if (!Array.isArray(commands) || commands.length > 100) {
    throw invalid('commands', 'BASE_TYPE_BAD_LENGTH', 'Must be 100 or fewer in length.');
  }
  const names = commands.map(({ name }: Json) => name);
  if (new Set(names).size !== names.length) {
    throw invalid('name', 'APPLICATION_COMMANDS_DUPLICATE_NAME', 'Names must be unique');
  }
  for (const command of commands as Json[]) checkNamed(command);
}

function checkNamed(each: Json): void {
  const names = [each['name'], ...Object.values((each['name_localizations'] ?? {}) as Json)];
  const words = [
    each['description'],
    ...Object.values((each['description_localizations'] ?? {}) as Json),
  ];
  for (const name of names) {
    if (typeof name === 'string' && commandName.test(name) && name === name.toLowerCase()) continue;
    throw invalid('name', 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  }
  for (const text of words) {
    if (typeof text === 'string' && text.length >= 1 && text.length <= 100) continue;
    throw invalid('description', 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100 in length.');
  }
  for (const option of (each['options'] ?? []) as Json[]) checkNamed(option);
}

function isHttpUrl(url: unknown): boolean {
  return typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
