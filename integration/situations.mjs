/* What the backend says of the troubles and settings of lib/situations.mjs. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const feature = (status, name) =>
  status.features.filter(f => f.feature === name);

/**
 * Registers the tests.
 *
 * @param entity - the status of a component, by name
 * @param get - `{ status, body }` of a path of the API
 */
export function situationTests({ entity, get }) {
  const REASONS = [
    ['older', 'predates-label', /kubectl rollout restart deployment\/older/],
    ['misnamed', 'no-webhook-for-revision', /istio|kubectl/],
    ['switched-off', 'opted-out', /linkerd\.io~1inject/],
  ];
  for (const [name, code, command] of REASONS) {
    test(`${name}: ${code}, with a command`, async () => {
      const { membership } = await entity(name);
      assert.equal(membership.state, 'not-meshed');
      const reason = membership.reasons.find(r => r.code === code);
      assert.ok(reason, JSON.stringify(membership.reasons));
      assert.ok(
        reason.fix.some(f => command.test(f.command ?? f.manifest ?? '')),
        JSON.stringify(reason.fix),
      );
    });
  }

  test('a time that the API server keeps tells that the pods are older', async () => {
    const { membership } = await entity('older');
    assert.match(membership.reasons[0].message, /^Older than the injection/);
  });

  test('pods that a webhook refuses are told with the words of the API server', async () => {
    const status = await entity('refused');
    assert.equal(status.eligibility.state, 'eligible');
    assert.equal(status.membership.state, 'unknown');
    const [reason] = status.membership.reasons;
    assert.equal(reason.code, 'injector-unavailable');
    assert.match(reason.message, /no endpoints available for service/);
  });

  test('a DestinationRule that turns TLS off is a finding at the server', async () => {
    const { findings } = await entity('reviews');
    const found = findings.find(
      f => f.code === 'destination-rule-breaks-strict',
    );
    assert.equal(found?.severity, 'critical', JSON.stringify(findings));
    assert.match(found.evidence, /bookinfo\/reviews-plain/);
  });

  test('features are told with the object that sets them', async () => {
    const ratings = await entity('ratings');
    const [retries] = feature(ratings, 'retries');
    const [timeout] = feature(ratings, 'timeout');
    for (const told of [retries, timeout]) {
      assert.equal(told.state, 'on');
      assert.match(told.setBy, /VirtualService bookinfo\/ratings/);
    }
    const [logs] = feature(ratings, 'access-logs');
    assert.match(logs.setBy, /Telemetry bookinfo\/logs/);
    const [breaker] = feature(await entity('reviews'), 'circuit-breaking');
    assert.match(breaker.setBy, /DestinationRule bookinfo\/reviews-plain/);
  });

  test('Istio’s policy names who may call, and the caller is an entity', async () => {
    const { access, stage } = await entity('details');
    assert.equal(stage, 'zero-trust');
    assert.equal(access.verdict, 'named');
    assert.equal(access.allowed.length, 1);
    assert.match(access.allowed[0].who, /bookinfo-productpage of bookinfo/);
    assert.match(access.allowed[0].to, /GET/);
  });

  test('Linkerd’s policy closes a port, and its identities are named', async () => {
    const { access, mtls, stage } = await entity('emoji');
    assert.equal(stage, 'zero-trust');
    assert.equal(mtls.configured, 'strict');
    assert.match(JSON.stringify(access.allowed), /service account web/);
  });

  test('callers come from the real Prometheus', async () => {
    const { status, body } = await get(
      '/entities/by-ref/component/default/ratings/edges',
    );
    assert.equal(status, 200, JSON.stringify(body));
    const [caller] = body.callers;
    assert.equal(caller.workload, 'productpage-v1');
    assert.equal(caller.entityRef, 'component:default/productpage');
    assert.equal(caller.encryptedShare, 1);
    const { body: other } = await get(
      '/entities/by-ref/component/default/productpage/edges',
    );
    assert.ok(
      other.callees.some(c => c.entityRef === 'component:default/ratings'),
      JSON.stringify(other),
    );
  });

  test('traffic over time does, too', async () => {
    const { body } = await get(
      '/entities/by-ref/component/default/ratings/signals?range=1h',
    );
    const told = body.points.filter(p => p.requestsPerSecond !== null);
    assert.ok(told.length > 30, `${told.length} points`);
    for (const { successRate } of told.slice(5)) {
      assert.ok(Math.abs(successRate - 0.75) < 0.02, String(successRate));
    }
  });

  test('alert rules of what is installed are valid', async () => {
    const { status, body } = await get('/rules/prometheus.yaml');
    assert.equal(status, 200);
    assert.match(body, /istio_requests_total/);
    assert.match(body, /response_total/);
    const dir = mkdtempSync(join(tmpdir(), 'mesh-rules-'));
    writeFileSync(join(dir, 'rules.yaml'), body);
    const { status: code, stderr } = spawnSync(
      'promtool',
      ['check', 'rules', join(dir, 'rules.yaml')],
      { encoding: 'utf8' },
    );
    rmSync(dir, { recursive: true, force: true });
    assert.equal(code, 0, stderr);
  });

  test('control planes and injectors are told by what runs', async () => {
    const { body } = await get('/clusters');
    const [istio, linkerd] = ['istio', 'linkerd'].map(id =>
      body.items[0].meshes.find(m => m.mesh === id),
    );
    const told = JSON.stringify(istio.components);
    assert.ok(
      istio.components.some(c => c.name === 'istiod' && c.ready > 0),
      told,
    );
    const istiod = istio.injectors.find(i => i.failurePolicy === 'Fail');
    assert.ok(istiod, JSON.stringify(istio.injectors));
    assert.ok(linkerd.components.some(c => /identity/.test(c.name)));
    assert.ok(linkerd.injectors.length > 0);
    assert.ok(body.items[0].certificates.some(c => c.subject === 'root'));
  });
}
