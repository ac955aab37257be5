const warehouseNotes =
  /^(\?|check|damage|dagamed|found|lost|missing|mouldy|broken|crushed|faulty|smashed|wet|rusty|thrown|throw away|adjust|test|sample|display|amazon|dotcom|ebay|mix|wrong|sold as|returned|unsaleable|mailout|manual)/i;

/** Whether a description names the thing; "?", "damaged" and the like are notes of the warehouse. */
export function isSensibleName(description: string): boolean {
  if (!/\p{L}{3}/u.test(description)) return false;
  // Names are in capitals; `MIXED RING` is one, `mixed up` is not.
  return !/\p{Ll}/u.test(description) || !warehouseNotes.test(description);
}

/** The name of a thing whose description varies: the most frequent sensible one, of equals the latest; not shouted. */
export class NameVotes {
  readonly #votes = new Map<string, { count: number; last: number }>();
  #cast = 0;

  add(description: string): void {
    const name = description.replaceAll(/\s+/g, ' ').trim();
    this.#cast++;
    const known = this.#votes.get(name);
    if (known !== undefined) {
      known.count++;
      known.last = this.#cast;
    } else if (isSensibleName(name)) this.#votes.set(name, { count: 1, last: this.#cast });
  }

  winner(): string | null {
    let best: { name: string; count: number; last: number } | null = null;
    for (const [name, votes] of this.#votes) {
      const isBetter =
        best === null ||
        votes.count > best.count ||
        (votes.count === best.count && votes.last > best.last);
      if (isBetter) best = { name, ...votes };
    }
    return best === null ? null : quietName(best.name);
  }
}

/** `WHITE HANGING HEART T-LIGHT HOLDER` → `White Hanging Heart T-Light Holder`; a name with any small letter stays. */
function quietName(name: string): string {
  if (/\p{Ll}/u.test(name)) return name;
  return name.toLowerCase().replaceAll(/(?<![\p{L}'’])\p{L}/gu, (first) => first.toUpperCase());
}

// The file has no categories. First match wins, so what a thing is for stands before what it is made of.
const words: readonly (readonly [category: string, pattern: RegExp])[] = [
  [
    'christmas',
    /\b(christmas|xmas|santa|advent|reindeer|snowman|nativity|bauble|rudolph|snowflake)/i,
  ],
  ['easter', /\b(easter|bunny|chick)/i],
  [
    'bags',
    /\b(bags?|shopper|lunch box|tote|rucksack|backpack|purse|suitcase|handbag|pouch|wallet)\b/i,
  ],
  [
    'lights & candles',
    /\b(light|lights|t-?lights?|candle|candles|lantern|lamp|candlestick|chandelier|holder t-light|tealight|night ?light|incense)/i,
  ],
  [
    'jewellery',
    /\b(necklace|bracelet|earrings?|ring|bangle|brooch|jewellery|jewelry|charm|anklet|pendant|beads?|hair ?(clip|slide|grip|band)|tiara)/i,
  ],
  [
    'toys & games',
    /\b(toy|toys|game|games|doll|dolly|puzzle|dominoes|playhouse|skittles|jigsaw|teddy|robot|soldier|spaceboy kit|skipping|ludo|snakes|harmonica|kaleidoscope|marbles|bingo|top|yoyo|plane|knights|building block)\b/i,
  ],
  [
    'kitchen',
    /\b(mug|cups?|teacups?|saucer|plate|plates|bowls?|cake|cakes|tea|coffee|egg|jug|teapot|spoons?|cutlery|baking|bake|kitchen|jars?|tins?|recipe|apron|oven|napkins?|bottle|lunch|cutters?|jelly|mould|pantry|tray|coasters?|glass|glasses|tumbler|salt|sugar|butter|bread|biscuit|toast|cookie|cookies|herb|pudding|ladle|scales|whisk|milk|straws?|dinner|cereal|picnic|placemats?|chopping|popcorn|measuring|snack)/i,
  ],
  [
    'stationery',
    /\b(cards?|notebooks?|pencils?|pens?|paper|wrap|stickers?|stamps?|stationery|journal|diary|calendar|chalk|chalkboard|tape|envelope|ribbons?|gift tags?|tags?|eraser|rubber|memo|note|postcard|scrapbook|folder|ruler|crayons?|blackboard|organiser|wall planner|tissues?)\b/i,
  ],
  [
    'garden',
    /\b(garden|gardeners?|plant|planter|watering|flower ?pot|bird|birds?|seeds?|trowel|parasol|windmill|thermometer|bird ?house|gnome|kneeling|pots?)\b/i,
  ],
  ['party', /\b(party|bunting|balloons?|garland|paper chain|birthday|confetti|pinata|streamer)/i],
  [
    'storage',
    /\b(storage|box|boxes|basket|baskets|drawers?|cabinet|trinket|chest|crate|hooks?|hangers?|rack|shelf|stand|bin|trunk)\b/i,
  ],
  [
    'bath & beauty',
    /\b(bath|soap|towel|shower|cosmetic|beauty|balm|wash|toothbrush|mirror|manicure|talc|bathroom|hot water|hand warmer|sponge|plasters)/i,
  ],
  [
    'soft furnishings',
    /\b(cushions?|quilt|throw|rug|blanket|curtain|pillow|doormat|door mat|bean ?bag|filler pad|draught|fabric|oilcloth|doorstop|door stop)/i,
  ],
  [
    'wall decor',
    /\b(frames?|signs?|clock|wall art|picture|print|canvas|art|letters?|block|hanging|heart|wicker|wreath|ornament|decoration|decorations|figurine|mobile|magnets?)\b/i,
  ],
  [
    'clothing',
    /\b(umbrella|scarf|gloves?|socks?|slippers?|hats?|tights|shawl|poncho|rain|shoes?|boots?|sandals|jacket|dress)/i,
  ],
  [
    'craft',
    /\b(craft|sewing|knitting|knit|crochet|felt|patch|patches|buttons?|wool|diy|kit|make your own)\b/i,
  ],
];

/** A coarse category out of a name's words; `other` when none speaks. */
export function categoryOf(name: string): string {
  return words.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';
}
