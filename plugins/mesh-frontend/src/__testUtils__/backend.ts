import { strict } from '../fixtures/status';

/**
 * A backend that knows the verdict of every entity and nothing else; keeps what it was asked.
 */
export function fakeBackend() {
  const asked: string[] = [];
  return {
    asked,
    fetch: async (input: RequestInfo | URL) => {
      const url = String(input);
      asked.push(url);
      return url.includes('/entities/by-ref/')
        ? new Response(JSON.stringify(strict), {
            headers: { 'content-type': 'application/json' },
          })
        : new Response('{}', { status: 503 });
    },
  };
}
