import type { WechatPeople } from './wechat-people.js';
import { refuseUnless, WechatRefusal } from './wechat-rules.js';

export interface MassJob {
  readonly id: number;
  readonly key: string;
  readonly at: number;
  readonly body: Record<string, unknown>;
  readonly reached: readonly string[];
}

const there = (at: number) => new Date(at + 8 * 3_600_000).toISOString();

/** 群发: few in a day or month, each under a key of the sender's. */
export class WechatMass {
  readonly jobs: MassJob[] = [];
  readonly #requests: number[] = [];
  readonly #people: WechatPeople;
  readonly #isService: boolean;
  #id = 3_147_483_600;

  constructor(people: WechatPeople, isService: boolean) {
    this.#people = people;
    this.#isService = isService;
  }

  send(body: Record<string, unknown>, now: number): MassJob {
    this.#requests.push(now);
    const lately = this.#requests.filter((at) => at > now - 60_000).length;
    refuseUnless(lately <= 60, 45011, 'api minute-quota reach limit');
    const key = String(body['clientmsgid'] ?? JSON.stringify(body));
    refuseUnless(
      Buffer.byteLength(key) <= 64 || body['clientmsgid'] === undefined,
      45067,
      'clientmsgid size out of limit',
    );
    const before = this.jobs.find((each) => each.key === key && each.at > now - 86_400_000);
    if (before !== undefined) {
      throw new WechatRefusal(45065, 'clientmsgid exist', {
        msg_id: before.id,
        msg_data_id: before.id,
      });
    }
    const filter = (body['filter'] ?? {}) as { is_to_all?: boolean; tag_id?: number };
    this.#checkQuota(filter.is_to_all === true, now);
    this.#id += 1;
    const tag = filter.is_to_all === true ? null : Number(filter.tag_id);
    const reached = this.#people.takeMass(tag, there(now).slice(0, 7));
    const job = { id: this.#id, key, at: now, body, reached };
    this.jobs.push(job);
    return job;
  }

  #checkQuota(isToAll: boolean, now: number): void {
    const length = this.#isService ? 7 : 10;
    const period = there(now).slice(0, length);
    const same = this.jobs.filter(({ at }) => there(at).slice(0, length) === period);
    const toAll = same.filter(({ body }) => (body['filter'] as { is_to_all?: boolean }).is_to_all);
    // A subscription account has one a day; a service account may send to tags as often as it likes.
    const isOver = this.#isService ? isToAll && toAll.length >= 4 : same.length >= 1;
    refuseUnless(!isOver, 45028, 'has no masssend quota');
  }
}
