/* What becomes of verdicts when the cluster stops letting the reader see what decides them. */
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Registers the tests.
 *
 * @param entity - the status of a component, by name
 * @param get - `{ status, body }` of a path of the API
 * @param grant - gives the reader its ClusterRole, less the resources of `without`
 */
export function permissionTests({ entity, get, grant }) {
  // The collector comes by every ten seconds.
  const until = async (name, holds) => {
    let status;
    for (let i = 0; i < 60; i++) {
      status = await entity(name);
      if (holds(status)) return status;
      await sleep(1000);
    }
    throw new Error(`${name} stays ${JSON.stringify(status.mtls)}`);
  };
  const source = async () => {
    const { body } = await get('/sources');
    return body.items.find(s => s.kind === 'kubernetes');
  };

  describe('a permission that is taken away', () => {
    afterEach(() => grant({}));

    test('leaves mTLS unknown, not permissive, and names what to grant', async () => {
      assert.equal((await entity('ratings')).mtls.configured, 'strict');
      await grant({ without: ['peerauthentications'] });
      const { membership } = await until(
        'ratings',
        status => status.mtls.configured === 'unknown',
      );
      // Proxies are seen in pods, which are still read.
      assert.equal(membership.state, 'meshed');
      const { state, message } = await source();
      assert.equal(state, 'ok');
      assert.match(message, /peerauthentications/i);
      await grant({});
      await until('ratings', status => status.mtls.configured === 'strict');
    });

    test('leaves a pod without a proxy without a guessed reason', async () => {
      const [before] = (await entity('misnamed')).membership.reasons;
      assert.equal(before.code, 'no-webhook-for-revision');
      await grant({ without: ['mutatingwebhookconfigurations'] });
      const { membership } = await until(
        'misnamed',
        ({ membership: { reasons } }) =>
          reasons[0]?.code !== 'no-webhook-for-revision',
      );
      assert.equal(membership.state, 'not-meshed');
      assert.match(
        JSON.stringify(membership.reasons),
        /could not be read|unknown/,
      );
    });

    test('makes everything unknown where it is that of pods, once the last reading is old', async () => {
      await grant({ without: ['pods'] });
      const { membership, lastKnown } = await until(
        'cartservice',
        status => status.membership.state === 'unknown',
      );
      assert.equal(membership.meshedPods, 0);
      assert.equal(lastKnown.membership, 'not-meshed');
      const { state, message } = await source();
      assert.equal(state, 'not-permitted');
      assert.match(message, /pods/);
    });
  });
}
