import type { Campaign } from '../domain/campaign/campaign.js';
import type { CampaignSource } from '../domain/campaign/campaign-source.js';
import { composeMessage, openScope, withTargets } from '../domain/campaign/compose-message.js';
import type { MessageTemplate, TemplateText } from '../domain/campaign/message-template.js';
import { messageVariables } from '../domain/campaign/message-values.js';
import { barestFacts, longestFacts, type SpecimenWishes } from '../domain/campaign/specimen.js';
import { variableProblem } from '../domain/campaign/template-variables.js';
import { TemplateError } from '../domain/message/template-error.js';
import type { Problem } from '../domain/problem.js';
import { accountNamed, type CheckDeps, type CheckSurroundings } from './check-account.js';

/** Liquid, variables, and whether each language fits each channel at its longest. */
export function checkMessages(
  deps: CheckDeps,
  source: CampaignSource,
  around: CheckSurroundings,
): Problem[] {
  const broken = source.texts.flatMap((text) => checkText(deps, source, text));
  // What does not compile is not rendered: one mistake, one line.
  if (broken.length > 0) return broken;
  return Object.entries(source.campaign.message).flatMap(([locale, template]) => {
    const wishes = wishesOf(source.campaign, locale, around);
    const failed = checkRendering(deps, source, wishes);
    if (failed.length > 0) return failed;
    return [
      ...checkLength(deps, source, template, wishes),
      ...checkBareness(deps, source, template, wishes),
    ];
  });
}

function checkText(
  { templates }: CheckDeps,
  { source, campaign }: CampaignSource,
  { path, text, hasPick }: TemplateText,
): Problem[] {
  const syntax = templates.check(text);
  if (syntax !== null) return [source.textProblem(path, syntax.line, `Liquid: ${syntax.message}`)];
  const found = templates.variables(text).flatMap((variable) => {
    const [name] = variable.path;
    // A loop may name its own; `pick` is meant to be one of the picks wherever it stands.
    if (variable.isLocal && name !== 'pick') return [];
    const message =
      absentPart(campaign, String(name)) ??
      variableProblem(variable.path, hasPick || variable.isLocal);
    return message === null ? [] : [source.textProblem(path, variable.line, message)];
  });
  return found;
}

function absentPart(campaign: Campaign, name: string): string | null {
  const hasCoupon = campaign.kind === 'message' && campaign.coupon !== null;
  if (name === 'coupon' && !hasCoupon)
    return 'speaks of a coupon, but the campaign has none (coupon: …)';
  if (['picks', 'pick'].includes(name) && campaign.picks === null)
    return 'speaks of picks, but the campaign has none (picks: { count: 3 })';
  return null;
}

function wishesOf(
  campaign: Campaign,
  locale: string,
  { shop, promotions }: CheckSurroundings,
): SpecimenWishes {
  const key = campaign.kind === 'message' ? campaign.coupon?.promotion : undefined;
  const definition = promotions.find((each) => each.promotion.id === key) ?? null;
  return { shop, locale, pickCount: campaign.picks?.count ?? 0, definition };
}

/** Every text with everything there: what fails now is a mistake, not a missing fact. */
function checkRendering(
  { templates }: CheckDeps,
  { source, texts, campaign }: CampaignSource,
  wishes: SpecimenWishes,
): Problem[] {
  // An unknown promotion is a problem of its own, told elsewhere.
  if (campaign.kind === 'message' && campaign.coupon !== null && wishes.definition === null)
    return [];
  const scope = openScope(messageVariables(longestFacts(wishes)));
  const [pick] = scope['picks'] as readonly unknown[];
  const own = texts.filter((text) => text.path[1] === wishes.locale);
  return own.flatMap(({ path, text, hasPick }) => {
    try {
      templates.render(text, hasPick ? { ...scope, pick } : scope);
      return [];
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return [source.textProblem(path, error.line, `Liquid: ${error.message}`)];
    }
  });
}

function checkLength(
  deps: CheckDeps,
  { source, campaign }: CampaignSource,
  template: MessageTemplate,
  wishes: SpecimenWishes,
): Problem[] {
  const variables = messageVariables(longestFacts(wishes));
  const composed = composeMessage(template, variables, deps.templates.render);
  if (composed === null) return [];
  const message = withTargets(composed);
  const isWhole = composed.message.blocks.length === template.length;
  const channels = campaign.kind === 'post' ? [campaign.post.channel] : campaign.channels;
  const place = campaign.kind === 'post' ? campaign.post.place : undefined;
  return channels.flatMap((channel) => {
    const rendering = accountNamed(deps.accounts, channel)?.render(message, undefined, place);
    if (rendering === undefined || rendering.ok) return [];
    const problems = rendering.violations.map((violation) => {
      const path = ['message', wishes.locale, ...(isWhole ? [violation.block] : [])];
      return source.problem(path, `does not fit ${channel}: ${violation.message}`);
    });
    // Three picks with one label are one mistake.
    return problems.filter(
      (problem, index) => index === problems.findIndex((each) => each.message === problem.message),
    );
  });
}

/** A customer without a name, products without pictures: something must still be said. */
function checkBareness(
  deps: CheckDeps,
  { source, campaign }: CampaignSource,
  template: MessageTemplate,
  wishes: SpecimenWishes,
): Problem[] {
  if (campaign.kind === 'message' && campaign.coupon !== null && wishes.definition === null)
    return [];
  const variables = messageVariables(barestFacts(wishes));
  if (composeMessage(template, variables, deps.templates.render) !== null) return [];
  const advice =
    "say {{ customer.first_name | default: 'you' }} or use {% if customer.first_name %}";
  return [
    source.problem(
      ['message', wishes.locale],
      `nothing is left of it for a customer without a name and products without pictures: ${advice}`,
    ),
  ];
}
