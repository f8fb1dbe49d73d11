/** Progress for a person: what happens, and how long it took. */
const started = Date.now();

export function say(text) {
  const seconds = String(Math.round((Date.now() - started) / 1000)).padStart(3);
  process.stdout.write(`[${seconds} s] ${text}\n`);
}

/** Ends with one sentence that says what to do. */
export function fail(text) {
  process.stderr.write(`\n${text}\n`);
  process.exit(1);
}
