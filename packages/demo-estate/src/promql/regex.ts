const ESCAPED_LETTERS = 'dDwWnrtfv';
const JS_SYNTAX = /[\\^$.*+?()[\]{}|/]/;

/**
 * A regular expression of RE2, fully anchored as Prometheus anchors it. What JavaScript would read
 * otherwise than RE2 (look-around, back references, `\s`, POSIX classes, flags) is undefined.
 */
export function anchoredRegex(pattern: string): RegExp | undefined {
  const source = translate(pattern);
  if (source === undefined) {
    return undefined;
  }
  try {
    return new RegExp(`^(?:${source})$`, 'u');
  } catch {
    return undefined;
  }
}

function translate(pattern: string): string | undefined {
  let out = '';
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i];
    const rest = pattern.slice(i + 1);
    if (char === '\\') {
      const escaped = translateEscape(rest[0] ?? '', inClass);
      if (escaped === undefined) {
        return undefined;
      }
      out += escaped;
      i++;
      continue;
    }
    if (inClass) {
      if (char === ']') {
        inClass = false;
      } else if (char === '[') {
        return undefined;
      }
    } else if (char === '[') {
      // RE2 takes the first ] of a class as itself.
      if (/^\^?\]/.test(rest)) {
        return undefined;
      }
      inClass = true;
    } else if (char === '(' && rest[0] === '?' && rest[1] !== ':') {
      return undefined;
    }
    out += char;
  }
  return out;
}

function translateEscape(char: string, inClass: boolean): string | undefined {
  if (/[a-z0-9]/i.test(char)) {
    return ESCAPED_LETTERS.includes(char) ? `\\${char}` : undefined;
  }
  if (JS_SYNTAX.test(char) || (inClass && char === '-')) {
    return `\\${char}`;
  }
  // JavaScript allows no needless escape, RE2 one of any ASCII punctuation.
  return /^[!-~]$/.test(char) ? char : undefined;
}
