// The bundled data has no pictures, so each product gets a drawing of its own: a colour of its SKU, a shape of its name.

const shapes: readonly (readonly [RegExp, string])[] = [
  [
    /BUNTING|GARLAND|PARTY|BALLOON/,
    'M48 74q52 32 104 0M62 81l10 30 12-22M92 90l8 30 9-30M117 89l12 22 9-31',
  ],
  [/BAG|TOTE|LUGGAGE|PURSE/, 'M60 84h80l8 66H52zM78 84V72a22 22 0 0 1 44 0v12'],
  [
    /MUG|CUP|TEA|COFFEE/,
    'M58 78h70v46a20 20 0 0 1-20 20H78a20 20 0 0 1-20-20zM128 90h10a14 14 0 0 1 0 28h-10',
  ],
  [
    /CAKE|BAKING|BUN|COOKIE/,
    'M62 104h76l-8 44H70zM58 104a14 14 0 0 1 12-24 30 30 0 0 1 60 0 14 14 0 0 1 12 24',
  ],
  [/LIGHT|LAMP|LANTERN|CANDLE/, 'M80 92h40l8 54H72zM92 92c-8-14 8-18 8-38 14 14 16 26 8 38'],
  [/CLOCK|ALARM|WATCH/, 'M100 60a44 44 0 1 1 0 88 44 44 0 0 1 0-88M100 80v26l16 10'],
  [/HEART|LOVE/, 'M100 146 62 108a24 24 0 0 1 38-30 24 24 0 0 1 38 30z'],
  [
    /BIRD|OWL|DUCK|CHICK/,
    'M64 116a36 36 0 0 0 72 0c0-14 10-20 16-20-8-4-14-4-18-2-6-24-40-24-42 6-12 4-24 8-28 16M124 98h1M92 150v-8M108 150v-8',
  ],
  [/CARD|PAPER|NOTE|WRAP|LETTER/, 'M58 74h84v62H58zM58 74l42 36 42-36'],
  [/CHRISTMAS|TREE|STAR|SNOW/, 'M100 56l14 30 32 4-24 22 7 32-29-17-29 17 7-32-24-22 32-4z'],
  [
    /FLOWER|ROSE|GARDEN|DAISY/,
    'M100 92a16 16 0 1 1 22 14 16 16 0 1 1-12 22 16 16 0 1 1-20 0 16 16 0 1 1-12-22 16 16 0 1 1 22-14M100 108h1',
  ],
  [
    /BOX|TIN|CASE|STORAGE|DRAWER/,
    'M58 86l42-18 42 18v48l-42 18-42-18zM58 86l42 18 42-18M100 104v48',
  ],
  [/SIGN|FRAME|PICTURE|MIRROR|CHALK/, 'M64 64h72v84H64zM76 76h48v60H76z'],
  [
    /DOLL|TOY|GAME|KIDS|CHILD/,
    'M100 62a18 18 0 1 1 0 36 18 18 0 0 1 0-36M72 150a28 44 0 0 1 56 0zM66 118l-12-8M134 118l12-8',
  ],
  [
    /JAR|BOTTLE|GLASS|VASE/,
    'M82 60h36v12l10 14v56a8 8 0 0 1-8 8H80a8 8 0 0 1-8-8V86l10-14zM72 104h56',
  ],
];

const parcel =
  'M60 84h80v62H60zM60 104h80M100 84v62M100 84c-26 0-26-26-10-24 8 1 10 14 10 24 0-10 2-23 10-24 16-2 16 24-10 24';

/** @returns an SVG document */
export function productImage(sku: string, name: string): string {
  const hue = hashOf(sku) % 360;
  const path = shapes.find(([pattern]) => pattern.test(name.toUpperCase()))?.[1] ?? parcel;
  const ground = `hsl(${hue} 42% 91%)`;
  const disc = `hsl(${(hue + 24) % 360} 46% 82%)`;
  const ink = `hsl(${hue} 42% 30%)`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="400" height="400"><rect width="200" height="200" fill="${ground}"/><circle cx="100" cy="104" r="62" fill="${disc}"/><path d="${path}" fill="none" stroke="${ink}" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash;
}
