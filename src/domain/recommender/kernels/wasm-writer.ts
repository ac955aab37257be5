// Just enough of the WebAssembly binary format for a few numeric loops: functions of i32 parameters without results,
// one shared memory brought in from outside, 128-bit SIMD. See the WebAssembly Core Specification, chapter 5.

/** Machine code: bytes of instructions, in order. */
export type Code = readonly number[];

/** A function that is exported by its name. */
export interface KernelSource {
  readonly name: string;
  /** i32 each; numbered from 0. */
  readonly parameterCount: number;
  /** i32 locals, numbered after the parameters. */
  readonly integerCount: number;
  /** v128 locals, numbered after those. */
  readonly vectorCount: number;
  readonly body: Code;
}

const [i32, v128] = [0x7f, 0x7b];
const memoryPages = 65_536;

/** The bytes of a module that imports `env.memory` (shared) and exports the kernels. */
export function moduleBytes(kernels: readonly KernelSource[]): Uint8Array {
  const types = kernels.map(({ parameterCount }) => [
    0x60,
    ...vector(new Array<Code>(parameterCount).fill([i32])),
    0,
  ]);
  const memory = [
    ...text('env'),
    ...text('memory'),
    0x02,
    0x03,
    ...unsigned(1),
    ...unsigned(memoryPages),
  ];
  const exported = kernels.map(({ name }, at) => [...text(name), 0x00, ...unsigned(at)]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(2, vector([memory])),
    ...section(3, vector(kernels.map((_, at) => unsigned(at)))),
    ...section(7, vector(exported)),
    ...section(10, vector(kernels.map(functionBody))),
  ]);
}

function functionBody({ integerCount, vectorCount, body }: KernelSource): Code {
  const locals = vector([
    [...unsigned(integerCount), i32],
    [...unsigned(vectorCount), v128],
  ]);
  const code = [...locals, ...body, 0x0b];
  return [...unsigned(code.length), ...code];
}

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const integer = (value: number): Code => [0x41, ...signed(value)];
export const plus = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
export const times = (a: Code, b: Code): Code => [...a, ...b, 0x6c];
export const loadInteger = (address: Code, offset = 0): Code => [
  ...address,
  0x28,
  2,
  ...unsigned(offset),
];

/** Adds to a local. */
export const advance = (local: number, by: number): Code =>
  set(local, plus(get(local), integer(by)));

/** Runs `body` until `counter` stands at `end`; at least once. */
export function loopUntil(counter: number, end: Code, body: Code): Code {
  const isBefore = [...get(counter), ...end, 0x47];
  return [0x03, 0x40, ...body, ...isBefore, 0x0d, 0, 0x0b];
}

/** Runs `body` if the number is not 0. */
export const whenNotZero = (value: Code, body: Code): Code => [...value, 0x04, 0x40, ...body, 0x0b];

const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];
const memoryArgument = (offset: number): Code => [3, ...unsigned(offset)];

export const loadVector = (address: Code, offset = 0): Code => [
  ...address,
  ...simd(0x00),
  ...memoryArgument(offset),
];
/** Both halves the double at the address. */
export const loadDoubleTwice = (address: Code, offset = 0): Code => [
  ...address,
  ...simd(0x0a),
  ...memoryArgument(offset),
];
/** All four quarters the float at the address. */
export const loadFloatFourTimes = (address: Code, offset = 0): Code => [
  ...address,
  ...simd(0x09),
  2,
  ...unsigned(offset),
];
export const storeVector = (address: Code, value: Code, offset = 0): Code => [
  ...address,
  ...value,
  ...simd(0x0b),
  ...memoryArgument(offset),
];
export const zeroVector: Code = [...simd(0x0c), ...new Array<number>(16).fill(0)];

/** The four floats moved round by some places; the operand is computed twice. */
export const rotatedFloats = (value: Code, places: number): Code => [
  ...value,
  ...value,
  ...simd(0x0d),
  ...Array.from({ length: 16 }, (_, byte) => (byte + 4 * places) % 16),
];

const binary =
  (opcode: number) =>
  (a: Code, b: Code): Code => [...a, ...b, ...simd(opcode)];
export const addFloats = binary(0xe4);
export const multiplyFloats = binary(0xe6);
export const subtractDoubles = binary(0xf1);
export const multiplyDoubles = binary(0xf2);

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function text(name: string): Code {
  return vector([...new TextEncoder().encode(name)].map((byte) => [byte]));
}

/** LEB128, unsigned. */
function unsigned(value: number): Code {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}

/** LEB128, two's complement. */
function signed(value: number): Code {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    const isLast = rest >= -64 && rest < 64;
    if (isLast) return [...bytes, rest & 127];
    bytes.push((rest & 127) | 128);
  }
}
