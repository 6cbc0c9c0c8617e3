/** Values that look random and depend on nothing but a text: the seed and what the value is for. */

/** 128 bits of a text: four lanes of 32 bits, mixed by multiplication. */
const hash = (text: string): readonly [number, number, number, number] => {
  let a = 1779033703
  let b = 3144134277
  let c = 1013904242
  let d = 2773480762
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = b ^ Math.imul(a ^ code, 597399067)
    b = c ^ Math.imul(b ^ code, 2869860233)
    c = d ^ Math.imul(c ^ code, 951274213)
    d = a ^ Math.imul(d ^ code, 2716044179)
  }
  a = Math.imul(c ^ (a >>> 18), 597399067)
  b = Math.imul(d ^ (b >>> 22), 2869860233)
  c = Math.imul(a ^ (c >>> 17), 951274213)
  d = Math.imul(b ^ (d >>> 19), 2716044179)
  return [(a ^ b ^ c ^ d) >>> 0, (b ^ a) >>> 0, (c ^ a) >>> 0, (d ^ a) >>> 0]
}

const hex = (lane: number): string => lane.toString(16).padStart(8, "0")

export const uuid = (text: string): string => {
  const [a, b, c, d] = hash(text)
  const [second, third] = [hex(b), hex(c)]
  return `${hex(a)}-${second.slice(0, 4)}-4${second.slice(5)}-a${third.slice(1, 4)}-${third.slice(4)}${hex(d)}`
}

/** From `min` to below `max`. */
export const between = (text: string, min: number, max: number): number => min + (hash(text)[0] / 2 ** 32) * (max - min)

/** A whole number from `min` to `max`. */
export const integer = (text: string, min: number, max: number): number => Math.floor(between(text, min, max + 1))

/** A sequence of numbers that follows from a text: for many of them it is far cheaper than a hash for each. */
export const sequence = (text: string): { readonly between: (min: number, max: number) => number } => {
  let [state] = hash(text)
  return {
    between: (min, max) => {
      state = (state + 1831565813) | 0
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
      return min + (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * (max - min)
    }
  }
}
