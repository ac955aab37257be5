import { parseCampaign } from '../../src/config/campaign-file.js';
import type { CampaignSource } from '../../src/domain/campaign/campaign-source.js';
import { problemLine } from '../../src/domain/problem.js';
import { liquidEngine } from '../../src/runtime/liquid.js';
import type { CheckedAccount } from '../../src/services/check-account.js';
import { checkCampaigns } from '../../src/services/check-campaign.js';
import { giftDefinition, testShop } from './campaigns.js';

/** A right campaign file; a test spoils one line of it. */
const rightFile = [
  'id: welcome',
  'name: Welcome',
  'audience:',
  '  segment: lapsed',
  '  exclude: [vip]',
  '  holdout: 20%',
  'channels: [webchat]',
  'schedule: manual',
  'goal: { event: redeem, within: 7d }',
  'picks: { count: 2 }',
  'coupon: { promotion: gift, valid_for: 14d }',
  'message:',
  '  en:',
  '    - text: |',
  '        Hello {{ customer.first_name | default: "you" }},',
  '        {% for pick in picks %}{{ pick.name }} {{ pick.price }}{% endfor %}',
  '    - buttons:',
  '        - { label: Use it, action: use-coupon }',
  '  zh-CN:',
  '    - text: 您好 {{ coupon.code }}',
];

/** The right file with some lines (from 1) replaced; an empty text leaves the line out. */
export function fileWith(changes: Readonly<Record<number, string>>): string {
  return rightFile
    .flatMap((line, index) => {
      const change = changes[index + 1] ?? line;
      return change === '' ? [] : [change];
    })
    .join('\n');
}

export function account(name: string, more: Partial<CheckedAccount['capabilities']> = {}) {
  const checked: CheckedAccount = {
    name,
    capabilities: {
      proactive: 'free',
      text: { max: 400, unit: 'codepoint' },
      buttons: null,
      image: [],
      idempotency: null,
      posts: false,
      webhook: null,
      ...more,
    },
    render: ({ blocks }) => {
      const violations = blocks.flatMap((block, index) =>
        block.kind === 'text' && block.text.length > 400
          ? [{ block: index, message: `${block.text.length} letters, at most 400` }]
          : [],
      );
      return violations.length > 0 ? { ok: false, violations } : { ok: true, parts: [] };
    },
  };
  return checked;
}

export function sourceOfText(text: string, file = 'w.yaml'): CampaignSource {
  const parsed = parseCampaign(file, text, testShop);
  if (!parsed.ok) throw new Error(parsed.problems.map(problemLine).join('\n'));
  return parsed.value;
}

/** Every problem line of one file, by itself and against the shop. */
export function problemsOf(text: string, accounts = [account('webchat')]): string[] {
  const parsed = parseCampaign('w.yaml', text, testShop);
  if (!parsed.ok) return parsed.problems.map(problemLine);
  const around = {
    shop: {
      ...testShop,
      switchedOff: [{ name: 'telegram', why: 'TELEGRAM_BOT_TOKEN is not set' }],
    },
    segmentNames: ['everyone', 'lapsed', 'vip'],
    promotions: [giftDefinition(null)],
  };
  return checkCampaigns({ templates: liquidEngine(), accounts }, [parsed.value], around).map(
    problemLine,
  );
}
