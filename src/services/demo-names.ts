// Believable and clearly made up: a given name and an initial, never a person of the data.
const givenNames = [
  'Amelia',
  '李娜',
  'Noah',
  'Zofia',
  '王芳',
  'Oliver',
  'Chiara',
  '陈伟',
  'Freya',
  'Mateo',
  '赵敏',
  'Lukas',
  'Isla',
  '周杰',
  'Elena',
  'Hugo',
  '林静',
  'Ingrid',
  'Theo',
  '何雪',
  'Poppy',
  'Milan',
  '徐晨',
  'Clara',
  'Arthur',
  '孙悦',
  'Nora',
  'Felix',
  '唐宁',
  'Maja',
  'George',
  '马超',
  'Lucia',
  'Emil',
  '高洁',
  'Willow',
  'Anton',
  '罗兰',
  'Saoirse',
  'Jonas',
  '方圆',
];
const initials = 'ABCDEFGHJKLMNPRSTVWYZ';

/**
 * A display name for a customer of the demo data, who is only a number there. The same number, the same name;
 * different numbers may share one.
 */
export function demoName(customerNumber: number): string {
  const mixed = scramble(customerNumber);
  const name = givenNames[mixed % givenNames.length] ?? 'Alex';
  const initial = initials[Math.floor(mixed / givenNames.length) % initials.length] ?? 'X';
  return `${name} ${initial}.`;
}

// Neighbouring numbers must not get neighbouring names. Multiplication by an odd constant mod 2³² loses nothing.
function scramble(number: number): number {
  const product = Math.imul(number, 0x9e3779b1);
  return (product ^ (product >>> 15)) >>> 0;
}
