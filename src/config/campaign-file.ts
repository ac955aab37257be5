import type { Campaign } from '../domain/campaign/campaign.js';
import type { CampaignSource, SourceFile } from '../domain/campaign/campaign-source.js';
import type {
  BlockTemplate,
  ButtonTemplate,
  TemplateText,
} from '../domain/campaign/message-template.js';
import type { Schedule } from '../domain/campaign/schedule.js';
import type { Shop } from '../domain/campaign/shop.js';
import type { Parsed } from '../domain/problem.js';
import { bandsOf } from './brake-schema.js';
import {
  type BlockFile,
  type ButtonFile,
  type MessageFile,
  messageCampaignSchema,
  type PostFile,
  postCampaignSchema,
} from './campaign-schema.js';
import { toPicks } from './picks-schema.js';
import { guessDocument, readDocument } from './yaml-document.js';
import { openYaml, type YamlDocument } from './yaml-positions.js';

// A firing is looked for once a minute; what comes a little late is not a misfire.
const punctualMs = 180_000;

/** Reads one campaign file by itself; `checkCampaign` holds it against the rest of the shop. */
export function parseCampaign(
  file: string,
  text: string,
  shop: Pick<Shop, 'timezone'>,
): Parsed<CampaignSource> {
  const opened = openYaml(file, text);
  if (!opened.ok) return opened;
  const document = opened.value;
  const read: Parsed<MessageFile | PostFile> = isPost(document)
    ? readDocument(document, postCampaignSchema)
    : readDocument(document, messageCampaignSchema);
  if (!read.ok) return read;
  return { ok: true, value: toSource(file, document, read.value, shop) };
}

/** What a file that is not right was probably meant to say, so that its other mistakes are found too. */
export function guessCampaign(
  file: string,
  text: string,
  shop: Pick<Shop, 'timezone'>,
): CampaignSource | null {
  const opened = openYaml(file, text);
  if (!opened.ok) return null;
  const document = opened.value;
  const guess: MessageFile | PostFile | null = isPost(document)
    ? guessDocument(document, postCampaignSchema)
    : guessDocument(document, messageCampaignSchema);
  return guess === null ? null : toSource(file, document, guess, shop);
}

function isPost({ value }: YamlDocument): boolean {
  return typeof value === 'object' && value !== null && 'post' in value;
}

function toSource(
  file: string,
  document: YamlDocument,
  value: MessageFile | PostFile,
  shop: Pick<Shop, 'timezone'>,
): CampaignSource {
  const texts = Object.entries(value.message).flatMap(([locale, blocks]) =>
    blocks.flatMap((block, index) => textsOf(block, ['message', locale, index])),
  );
  return { file, campaign: toCampaign(value, shop.timezone), texts, source: sourceOf(document) };
}

function sourceOf(document: YamlDocument): SourceFile {
  return {
    problem: document.problem,
    textProblem: (path, line, message) => ({
      place: document.linePlace(path, line),
      message: document.problem(path, message).message,
    }),
  };
}

function toCampaign(file: MessageFile | PostFile, timezone: string): Campaign {
  const shared = {
    id: file.id,
    name: file.name,
    schedule: toSchedule(file.schedule, timezone),
    sendWithinMs: file.send_within,
    picks: file.picks ? toPicks(file.picks) : null,
    onUnknown: file.on_unknown,
    ...(file.brake && { brake: bandsOf(file.brake) }),
    message: Object.fromEntries(
      Object.entries(file.message).map(([locale, blocks]) => [locale, blocks.map(toBlock)]),
    ),
  };
  if ('post' in file) return { ...shared, kind: 'post', post: file.post };
  const { audience, goal, coupon } = file;
  return {
    ...shared,
    kind: 'message',
    audience: {
      segment: audience.segment,
      exclude: audience.exclude,
      holdoutShare: audience.holdout,
    },
    channels: file.channels,
    goal: { kind: goal.event, withinMs: goal.within },
    coupon:
      coupon === undefined ? null : { promotion: coupon.promotion, validForMs: coupon.valid_for },
  };
}

function toSchedule(schedule: MessageFile['schedule'], timezone: string): Schedule {
  if (schedule === 'manual') return { kind: 'manual' };
  return {
    kind: 'cron',
    cron: schedule.cron,
    timezone: schedule.timezone ?? timezone,
    from: schedule.from ?? null,
    until: schedule.until ?? null,
    catchUpWithinMs: schedule.misfire === 'skip' ? punctualMs : schedule.misfire.catch_up,
  };
}

function toBlock(block: BlockFile): BlockTemplate {
  if ('text' in block) return { kind: 'text', text: block.text };
  if ('image' in block) return { kind: 'image', url: block.image, alt: block.alt };
  const rows = block.buttons.map((row) => (Array.isArray(row) ? row : [row]).map(toButton));
  return { kind: 'buttons', rows };
}

function toButton(button: ButtonFile): ButtonTemplate {
  const { label } = button;
  if ('action' in button) return { kind: 'action', label, action: button.action };
  if ('pick' in button) return { kind: 'product', label, pick: button.pick - 1 };
  if (button.open === 'products') return { kind: 'products', label };
  return { kind: 'link', label, url: button.open };
}

type Path = TemplateText['path'];

function textsOf(block: BlockFile, path: Path): TemplateText[] {
  const at = (key: string, text: string) => ({ path: [...path, key], text, hasPick: false });
  if ('text' in block) return [at('text', block.text)];
  if ('image' in block) return [at('image', block.image), at('alt', block.alt)];
  return block.buttons.flatMap((row, index) => {
    const below = [...path, 'buttons', index];
    if (!Array.isArray(row)) return buttonTexts(row, below);
    return row.flatMap((button, column) => buttonTexts(button, [...below, column]));
  });
}

function buttonTexts(button: ButtonFile, path: Path): TemplateText[] {
  const template = toButton(button);
  const hasPick = template.kind === 'products';
  const label = { path: [...path, 'label'], text: button.label, hasPick };
  if (template.kind !== 'link') return [label];
  return [label, { path: [...path, 'open'], text: template.url, hasPick }];
}
