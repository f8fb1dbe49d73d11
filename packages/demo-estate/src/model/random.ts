/** Numbers that look random and are always the same for a seed and a name. */
export interface Dice {
  /** 0 (included) to 1 (excluded). */
  unit(...name: (string | number)[]): number;
  /** A UUID in form. */
  uid(...name: (string | number)[]): string;
  /** The letters Kubernetes puts behind generated names. */
  suffix(length: number, ...name: (string | number)[]): string;
  /** Lower-case hexadecimal digits. */
  hex(length: number, ...name: (string | number)[]): string;
}

const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

/** FNV-1a, then the finaliser of MurmurHash3, which spreads neighbours apart. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Dice for a seed; no state, so that the order of throws does not matter. */
export function dice(seed: number): Dice {
  const throwFor = (name: (string | number)[], i: number) =>
    hash(`${seed}/${name.join('/')}/${i}`);
  const hex = (length: number, ...name: (string | number)[]) => {
    let digits = '';
    for (let i = 0; digits.length < length; i++) {
      digits += throwFor(name, i).toString(16).padStart(8, '0');
    }
    return digits.slice(0, length);
  };
  return {
    unit: (...name) => throwFor(name, 0) / 2 ** 32,
    hex,
    suffix: (length, ...name) =>
      Array.from(
        { length },
        (_, i) => SAFE[throwFor(name, i) % SAFE.length],
      ).join(''),
    uid: (...name) => {
      const d = hex(32, ...name);
      return [
        d.slice(0, 8),
        d.slice(8, 12),
        `4${d.slice(13, 16)}`,
        `a${d.slice(17, 20)}`,
        d.slice(20),
      ].join('-');
    },
  };
}
