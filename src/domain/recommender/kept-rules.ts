import { TopList } from './top-list.js';

export interface RulesModel {
  readonly itemCount: number;
  /** Antecedents of each kept rule, the consequent, and the confidence, grouped by the first antecedent. */
  readonly starts: Int32Array;
  /** -1 where the first is the only one. */
  readonly seconds: Int32Array;
  readonly consequents: Int32Array;
  readonly confidences: Float32Array;
}

/** The most confident rules for each consequent, equal ones by who came first. */
export class KeptRules {
  readonly #lists: TopList[];
  /** Antecedents, numbered in the order of first meeting; rules of the same ones come one after the other. */
  readonly #firsts: number[] = [];
  readonly #seconds: number[] = [];

  constructor(itemCount: number, k: number) {
    this.#lists = Array.from({ length: itemCount }, () => new TopList(k));
  }

  offer(rule: { first: number; second: number; consequent: number; confidence: number }): void {
    const { first, second, consequent, confidence } = rule;
    if (this.#firsts.at(-1) !== first || this.#seconds.at(-1) !== second) {
      this.#firsts.push(first);
      this.#seconds.push(second);
    }
    this.#lists[consequent]?.offer(confidence, this.#firsts.length - 1);
  }

  /** Empties the lists. */
  toModel(): RulesModel {
    const size = this.#lists.reduce((sum, list) => sum + list.size, 0);
    const antecedents = new Int32Array(size);
    const confidences = new Float32Array(size);
    const consequents = new Int32Array(size);
    let at = 0;
    this.#lists.forEach((list, consequent) => {
      const count = list.size;
      consequents.fill(consequent, at, at + count);
      list.drain(antecedents, confidences, at);
      at += count;
    });
    const order = Int32Array.from(antecedents.keys()).sort(
      (a, b) => (antecedents[a] as number) - (antecedents[b] as number) || a - b,
    );
    const antecedentOf = (rule: number) => antecedents[rule] as number;
    return {
      itemCount: this.#lists.length,
      starts: this.#starts(order.map(antecedentOf)),
      seconds: order.map((rule) => this.#seconds[antecedentOf(rule)] as number),
      consequents: order.map((rule) => consequents[rule] as number),
      confidences: Float32Array.from(order, (rule) => confidences[rule] as number),
    };
  }

  /** Antecedents ascend with their first item, so that sorted by one they are sorted by the other. */
  #starts(antecedents: Int32Array): Int32Array {
    const starts = new Int32Array(this.#lists.length + 1);
    for (const antecedent of antecedents) {
      const first = this.#firsts[antecedent] as number;
      starts[first + 1] = (starts[first + 1] as number) + 1;
    }
    for (let item = 0; item < this.#lists.length; item++)
      starts[item + 1] = (starts[item + 1] as number) + (starts[item] as number);
    return starts;
  }
}
