import { IncomingMessage, ServerResponse } from 'node:http';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const MB = 1024 * 1024;

/** Answers with a status and headers. */
export function refuse(
  status: number,
  headers: Record<string, string> = {},
  message: string = 'told to fail',
): Handler {
  return (_, response) => {
    response.writeHead(status, {
      'content-type': 'application/json',
      ...headers,
    });
    response.end(JSON.stringify({ kind: 'Status', code: status, message }));
  };
}

/** Takes the request and closes the connection. */
export const reset: Handler = (_, response) => response.destroy();

/** Begins to answer, and closes the connection in the middle of it. */
export const cut: Handler = (_, response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"items":[', () => response.destroy());
};

/** Sends a byte now and then, for ever. */
export const drip: Handler = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
};

/** Quotes the credentials that it was sent in its refusal. */
export const tattle: Handler = (request, response) =>
  refuse(
    401,
    {},
    `no such token: ${request.headers.authorization}`,
  )(request, response);

/** Sends so many megabytes as fast as they are taken, and tells how many went out. */
export function flood(megabytes: number): Handler & { sentMb: () => number } {
  let sent = 0;
  const chunk = Buffer.alloc(MB, ' ');
  const handler: Handler = (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    let left = megabytes;
    const more = () => {
      while (left > 0 && !response.destroyed) {
        left -= 1;
        sent += 1;
        if (!response.write(chunk)) {
          response.once('drain', more);
          return;
        }
      }
      response.end();
    };
    more();
  };
  return Object.assign(handler, { sentMb: () => sent });
}

/** Gives an empty page and says that there is more, which is gone when it is asked for. */
export const expired: Handler = (request, response) => {
  if (request.url!.includes('continue=')) {
    refuse(410)(request, response);
    return;
  }
  response.end(JSON.stringify({ items: [], metadata: { continue: '500' } }));
};
