/**
 * The md5 of a text in UTF-8, in hex: names of indexes and constraints end in some of it. Made here since a name is
 * short: to load `node:crypto` takes longer than all the names of a run, and to set up one of its hashes longer than
 * this.
 */
export function md5(text: string): string {
  const words = paddedWords(text)
  const state = new Int32Array([0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476])
  for (let block = 0; block < words.length; block += 16) addBlock(state, words, block)
  return Buffer.from(state.buffer).toString('hex')
}

/** The bytes, a bit, zeros up to a whole block, and how many bits there were. */
function paddedWords(text: string): Int32Array {
  const size = Buffer.byteLength(text)
  const bytes = Buffer.alloc(((size + 8) >> 6) * 64 + 64)
  bytes.write(text)
  bytes[size] = 0x80
  bytes.writeUInt32LE((size << 3) >>> 0, bytes.length - 8)
  bytes.writeUInt32LE(size >>> 29, bytes.length - 4)
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
}

const SINES = Int32Array.from({ length: 64 }, (_, step) => Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32))
const TURNS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]

/** One block of RFC 1321. */
function addBlock(state: Int32Array, words: Int32Array, block: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = state
  for (let step = 0; step < 64; step++) {
    const mixed = a + mix(step, b, c, d) + (SINES[step] ?? 0) + (words[block + wordFor(step)] ?? 0)
    const turn = TURNS[((step >> 4) << 2) + (step & 3)] ?? 0
    a = d
    d = c
    c = b
    b = (b + ((mixed << turn) | ((mixed | 0) >>> (32 - turn)))) | 0
  }
  const added = [a, b, c, d]
  for (let index = 0; index < 4; index++) state[index] = (state[index] ?? 0) + (added[index] ?? 0)
}

function mix(step: number, b: number, c: number, d: number): number {
  if (step < 16) return (b & c) | (~b & d)
  if (step < 32) return (d & b) | (~d & c)
  return step < 48 ? b ^ c ^ d : c ^ (b | ~d)
}

function wordFor(step: number): number {
  if (step < 16) return step
  if (step < 32) return (5 * step + 1) & 15
  return step < 48 ? (3 * step + 5) & 15 : (7 * step) & 15
}
