import { fail } from './say.mjs';

/** Ends where this Node is too old for the portal. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(
      `Node ${process.versions.node} is too old: install Node 22 or 24 (20.19 works too) and run this again.`,
    );
  }
}
