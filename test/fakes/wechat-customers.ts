import { type CallbackKeys, callbackOf, documentOf } from './wechat-callback.js';
import type { WechatPeople } from './wechat-people.js';

/** What people do in WeChat: it counts for the platform, and is the call by which the platform tells us. */
export class WechatCustomers {
  readonly #people: WechatPeople;
  readonly #keys: CallbackKeys;
  readonly #now: () => number;
  #messageId = 24_000_000_000_000_000n;

  constructor(people: WechatPeople, keys: CallbackKeys, now: () => number) {
    this.#people = people;
    this.#keys = keys;
    this.#now = now;
  }

  writes(openid: string, text: string, more: Readonly<Record<string, string>> = {}) {
    this.#messageId += 1n;
    const id = String(this.#messageId);
    this.#people.opens(openid, 'message', `message:${id}`, this.#now());
    const head = this.#head(openid, 'text');
    // A number of WeChat's own has more digits than one of JavaScript's.
    return this.#call(documentOf({ ...head, Content: text, ...more }, `<MsgId>${id}</MsgId>`));
  }

  sendsMedia(openid: string, type: string, fields: Readonly<Record<string, string>>) {
    this.#messageId += 1n;
    this.#people.opens(openid, 'message', `message:${this.#messageId}`, this.#now());
    return this.#call(
      documentOf({ ...this.#head(openid, type), ...fields }, `<MsgId>${this.#messageId}</MsgId>`),
    );
  }

  /** By a code with a scene, or without. */
  follows(openid: string, scene = '') {
    this.#people.adds(openid);
    this.#people.opens(openid, 'minute', 'subscribe', this.#now());
    const key = scene === '' ? '' : `qrscene_${scene}`;
    return this.event(openid, 'subscribe', key === '' ? {} : { EventKey: key, Ticket: 'TICKET' });
  }

  scans(openid: string, code: string) {
    this.#people.opens(openid, 'minute', 'SCAN', this.#now());
    return this.event(openid, 'SCAN', { EventKey: code, Ticket: 'TICKET' });
  }

  clicks(openid: string, key: string) {
    this.#people.opens(openid, 'minute', 'CLICK', this.#now());
    return this.event(openid, 'CLICK', { EventKey: key });
  }

  leaves(openid: string) {
    this.#people.becomes(openid, 'left');
    return this.event(openid, 'unsubscribe', {});
  }

  answersNotice(openid: string, template: string, says: 'accept' | 'reject') {
    if (says === 'accept') this.#people.agrees(openid, template);
    const list = `<List>${documentOf({ TemplateId: template, SubscribeStatusString: says }).slice(5, -6)}<PopupScene>1</PopupScene></List>`;
    return this.event(
      openid,
      'subscribe_msg_popup_event',
      {},
      `<SubscribeMsgPopupEvent>${list}</SubscribeMsgPopupEvent>`,
    );
  }

  event(
    openid: string,
    event: string,
    fields: Readonly<Record<string, string | number>>,
    inner = '',
  ) {
    return this.#call(
      documentOf({ ...this.#head(openid, 'event'), Event: event, ...fields }, inner),
    );
  }

  #head(openid: string, type: string) {
    const at = Math.floor(this.#now() / 1_000);
    return { ToUserName: 'gh_hawker', FromUserName: openid, CreateTime: at, MsgType: type };
  }

  #call(xml: string) {
    return callbackOf(xml, this.#keys, { now: this.#now() });
  }
}
