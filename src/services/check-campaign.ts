import type { Campaign, MessageCampaign, PostCampaign } from '../domain/campaign/campaign.js';
import type { CampaignSource } from '../domain/campaign/campaign-source.js';
import type { Shop } from '../domain/campaign/shop.js';
import type { Problem } from '../domain/problem.js';
import type { PromotionDefinition } from '../domain/promotion/offer.js';
import { didYouMean } from '../domain/suggest.js';
import { accountNamed, type CheckDeps, type CheckSurroundings } from './check-account.js';
import { checkMessages } from './check-messages.js';

/** Everything wrong with campaign files that are well-formed by themselves, in the order of the files. */
export function checkCampaigns(
  deps: CheckDeps,
  sources: readonly CampaignSource[],
  around: CheckSurroundings,
): Problem[] {
  return sources.flatMap((source, index) => {
    const { id } = source.campaign;
    const twin = sources.slice(0, index).find((each) => each.campaign.id === id);
    const double =
      twin === undefined
        ? []
        : [source.source.problem(['id'], `${quoted(id)} is the id of ${twin.file} already`)];
    return [...double, ...checkCampaign(deps, source, around)];
  });
}

function checkCampaign(
  deps: CheckDeps,
  source: CampaignSource,
  around: CheckSurroundings,
): Problem[] {
  const { campaign } = source;
  return [
    ...checkSchedule(source),
    ...(campaign.kind === 'post'
      ? checkPost(deps, source, campaign, around)
      : checkReferences(deps, source, campaign, around)),
    ...checkLocales(source, around.shop),
    ...checkMessages(deps, source, around),
  ];
}

function checkSchedule({ campaign, source }: CampaignSource): Problem[] {
  const { schedule } = campaign;
  if (schedule.kind === 'manual' || schedule.from === null || schedule.until === null) return [];
  if (schedule.from <= schedule.until) return [];
  const message = `${quoted(schedule.until)} is before ${schedule.from}, its first day`;
  return [source.problem(['schedule', 'until'], message)];
}

function checkReferences(
  deps: CheckDeps,
  { source }: CampaignSource,
  campaign: MessageCampaign,
  { shop, segmentNames, promotions }: CheckSurroundings,
): Problem[] {
  const { audience, coupon, channels } = campaign;
  const unknown = (
    path: readonly (string | number)[],
    name: string,
    what: string,
    known: readonly string[],
  ) =>
    known.includes(name)
      ? []
      : [source.problem(path, `${quoted(name)} is not a ${what}${didYouMean(name, known)}`)];
  const keys = promotions.map((each) => each.promotion.id);
  const segment = 'segment of segments.yaml';
  return [
    ...unknown(['audience', 'segment'], audience.segment, segment, segmentNames),
    ...audience.exclude.flatMap((name, index) =>
      unknown(['audience', 'exclude', index], name, segment, segmentNames),
    ),
    ...channels.flatMap((name, index) => {
      const path = ['channels', index];
      if (channels.indexOf(name) < index)
        return [source.problem(path, `${quoted(name)} stands here a second time`)];
      const found = unknown(path, name, 'channel of shop.yaml', channelNames(shop));
      return found.length > 0 ? found : cannotWriteFirst(deps, source, path, name);
    }),
    ...allSwitchedOff(source, channels, shop),
    ...(coupon === null
      ? []
      : unknown(['coupon', 'promotion'], coupon.promotion, 'promotion of promotions.yaml', keys)),
    ...needsCouponTrigger(source, campaign, promotions),
  ];
}

function channelNames({ channels, switchedOff = [] }: Shop): string[] {
  return [...channels, ...switchedOff].map((channel) => channel.name);
}

function cannotWriteFirst(
  { accounts }: CheckDeps,
  source: CampaignSource['source'],
  path: readonly (string | number)[],
  name: string,
): Problem[] {
  const proactive = accountNamed(accounts, name)?.capabilities.proactive;
  if (proactive !== 'none' && proactive !== 'post') return [];
  const advice = proactive === 'post' ? 'it only publishes' : 'it only answers';
  return [source.problem(path, `${quoted(name)} cannot write to a customer first: ${advice}`)];
}

function allSwitchedOff(
  source: CampaignSource['source'],
  channels: readonly string[],
  { switchedOff = [] }: Shop,
): Problem[] {
  const off = switchedOff.filter(({ name }) => channels.includes(name));
  if (off.length === 0 || off.length < new Set(channels).size) return [];
  const why = off.map((channel) => `${channel.name}: ${channel.why}`).join('; ');
  return [source.problem(['channels'], `all of these channels are switched off (${why})`)];
}

function needsCouponTrigger(
  source: CampaignSource['source'],
  { coupon }: MessageCampaign,
  promotions: readonly PromotionDefinition[],
): Problem[] {
  const found = promotions.find((each) => each.promotion.id === coupon?.promotion);
  if (found === undefined || found.trigger === 'coupon') return [];
  const message = `${quoted(found.promotion.id)} applies without a coupon (trigger: ${found.trigger})`;
  return [source.problem(['coupon', 'promotion'], message)];
}

function checkPost(
  { accounts }: CheckDeps,
  { source }: CampaignSource,
  { post }: PostCampaign,
  { shop }: CheckSurroundings,
): Problem[] {
  const path = ['post', 'channel'];
  const names = channelNames(shop);
  if (!names.includes(post.channel)) {
    const hint = didYouMean(post.channel, names);
    return [source.problem(path, `${quoted(post.channel)} is not a channel of shop.yaml${hint}`)];
  }
  const account = accountNamed(accounts, post.channel);
  if (account === undefined || account.capabilities.posts) return [];
  return [source.problem(path, `${quoted(post.channel)} has no public place to post to`)];
}

function checkLocales({ campaign, source }: CampaignSource, { locales }: Shop): Problem[] {
  const written = Object.keys(campaign.message);
  const speaks = `the shop speaks ${locales.join(', ')}`;
  const strange = written.filter((locale) => !locales.includes(locale));
  const missing = locales.filter((locale) => !written.includes(locale));
  return [
    ...strange.map((locale) =>
      source.problem(['message', locale], `nobody is written to in this language: ${speaks}`),
    ),
    // A post is one text; a message meets people of every language.
    ...(isWritten(campaign, missing)
      ? []
      : [source.problem(['message'], `has no text for ${missing.join(', ')}: ${speaks}`)]),
  ];
}

function isWritten(campaign: Campaign, missing: readonly string[]): boolean {
  return missing.length === 0 || campaign.kind === 'post';
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
