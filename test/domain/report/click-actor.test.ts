import { describe, expect, it } from 'vitest';
import { clickActor } from '../../../src/domain/report/click-actor.js';

const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile/15E148 Safari/604.1';

describe('clickActor', () => {
  it.each([
    ['a phone browser', phone],
    ['a desktop browser', 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'],
    [
      'the browser inside WeChat',
      `${phone} MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN`,
    ],
    ['the browser inside QQ', `${phone} QQ/8.9.68.635 QQBrowser/14.1`],
  ])('takes %s for a person', (_, agent) => {
    expect(clickActor({ method: 'GET', headers: { 'user-agent': agent } })).toEqual({
      actor: 'human',
    });
  });

  it.each([
    ['TelegramBot (like TwitterBot)', 'user-agent:TelegramBot'],
    ['Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)', 'user-agent:Discordbot'],
    ['Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)', 'user-agent:Slackbot'],
    ['WhatsApp/2.23.20.0', 'user-agent:WhatsApp'],
    ['facebookexternalhit/1.1', 'user-agent:facebookexternalhit'],
    ['curl/8.5.0', 'user-agent:curl'],
    ['', 'user-agent:none'],
  ])('takes %j for a machine', (agent, rule) => {
    expect(clickActor({ method: 'GET', headers: { 'user-agent': agent } })).toEqual({
      actor: 'machine',
      rule,
    });
  });

  it.each([
    [{ method: 'HEAD', headers: { 'user-agent': phone } }, 'method:HEAD'],
    [
      { method: 'GET', headers: { 'user-agent': phone, 'sec-purpose': 'prefetch;prerender' } },
      'purpose:prefetch',
    ],
    [{ method: 'GET', headers: { 'user-agent': phone, purpose: 'prefetch' } }, 'purpose:prefetch'],
  ])('takes %j for a machine whatever its agent', (request, rule) => {
    expect(clickActor(request)).toEqual({ actor: 'machine', rule });
  });
});
