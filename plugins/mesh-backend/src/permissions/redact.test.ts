import { EntityMeshStatus, Fix } from '@meshboard/backstage-plugin-mesh-common';
import { recordOf } from '../store/__testUtils__/records';
import { redactStatus } from './redact';

const seen = 'component:default/cart';
const hidden = 'component:default/secret';
const caller = (entityRef?: string) => ({
  cluster: 'prod-eu',
  namespace: 'shop',
  workload: entityRef ? entityRef.split('/')[1] : 'unowned',
  ...(entityRef ? { entityRef } : {}),
  requestsPerSecond: 1,
});
const fix: Fix[] = [{ label: 'Label it', alsoAffects: [seen, hidden] }];
const reasons = [{ code: 'not-requested', message: 'No label', fix }];

describe('redactStatus', () => {
  let status: EntityMeshStatus;

  beforeEach(() => {
    const base = recordOf('cart').status;
    status = {
      ...base,
      membership: { ...base.membership, reasons },
      mtls: {
        ...base.mtls,
        plaintextCallers: [
          caller(hidden),
          caller(seen),
          caller(),
          caller('component:default/secret-too'),
        ],
        enforceable: { verdict: 'no', reasons },
      },
      recommendation: { ...base.recommendation, blockers: reasons },
      workloads: [
        {
          cluster: 'prod-eu',
          namespace: 'shop',
          kind: 'Deployment',
          name: 'cart',
          membership: { ...base.membership, reasons },
          mtls: { configured: 'strict', ports: [], observedShare: null },
          traffic: null,
        },
      ],
      sources: [
        {
          kind: 'prometheus',
          name: 'main',
          cluster: 'prod-eu',
          state: 'failed',
          lastSuccess: null,
          lastAttempt: null,
          message: 'duplicate series for {workload="secret"}',
        },
      ],
      findings: [
        {
          code: 'exception-on-undeclared-port',
          severity: 'warning',
          title: '',
          evidence: '',
          workloads: [
            'prod-eu/shop/Deployment/cart',
            'prod-eu/shop/Deployment/secret',
          ],
          fix,
          seeAlso: [],
        },
      ],
    };
  });

  it('changes nothing for those who see all', () => {
    expect(redactStatus(status, { all: true })).toBe(status);
  });

  it('leaves no name of what is hidden, and says how many callers were', () => {
    const shown = redactStatus(status, { all: false, refs: [seen] });
    expect(JSON.stringify(shown)).not.toContain('secret');
    expect(shown.mtls.plaintextCallers).toEqual([
      caller(seen),
      { hidden: true, count: 3 },
    ]);
    expect(shown.mtls.enforceable.verdict).toBe('no');
    expect(shown.sources[0].state).toBe('failed');
    expect(shown.findings[0].workloads).toEqual([
      'prod-eu/shop/Deployment/cart',
    ]);
    expect(shown.membership.reasons[0].fix?.[0]).toMatchObject({
      alsoAffects: [seen],
      alsoAffectsHidden: 1,
    });
  });

  it('names no caller that belongs to no entity: it may be of a hidden one', () => {
    const shown = redactStatus(status, { all: false, refs: [seen] });
    expect(JSON.stringify(shown)).not.toContain('unowned');
    expect(JSON.stringify(redactStatus(status, { all: true }))).toContain(
      'unowned',
    );
  });

  it('changes nothing of what was stored', () => {
    const before = JSON.stringify(status);
    redactStatus(status, { all: false, refs: [] });
    expect(JSON.stringify(status)).toBe(before);
  });

  it('adds callers hidden before to those hidden now', () => {
    status.mtls.plaintextCallers = [{ hidden: true, count: 3 }, caller(hidden)];
    expect(
      redactStatus(status, { all: false, refs: [] }).mtls.plaintextCallers,
    ).toEqual([{ hidden: true, count: 4 }]);
  });

  it('tells whom policies let in only where they are shown, and nobody as an exception', () => {
    const letIn = (name: string, entityRef?: string) => ({
      who: `service account ${name} of shop, but not vault/secret`,
      namespace: 'shop',
      serviceAccount: name,
      ...(entityRef ? { entityRef } : {}),
      to: null,
      policy: 'AuthorizationPolicy shop/p',
    });
    const everybody = { who: 'everybody', to: 'GET', policy: 'p' };
    status.access = {
      verdict: 'named',
      summary: '',
      allowed: [
        letIn('cart', seen),
        letIn('secret', hidden),
        letIn('nobody'),
        everybody,
      ],
    };
    const shown = redactStatus(status, { all: false, refs: [seen] });
    expect(JSON.stringify(shown.access)).not.toMatch(/secret|nobody/);
    expect(shown.access?.allowed).toEqual([
      { ...letIn('cart', seen), who: 'service account cart of shop' },
      everybody,
      { hidden: true, count: 2 },
    ]);
  });

  it('tells a finding without the names in its evidence, and without what would be typed', () => {
    const [finding] = status.findings;
    status.findings = [
      {
        ...finding,
        evidence: 'DestinationRule vault/secret',
        evidenceWithoutNames: 'A DestinationRule elsewhere',
        fix: [{ label: 'x', command: 'kubectl edit secret' }],
      },
    ];
    const [shown] = redactStatus(status, { all: false, refs: [] }).findings;
    expect(shown).toEqual({
      ...finding,
      evidence: 'A DestinationRule elsewhere',
      workloads: ['prod-eu/shop/Deployment/cart'],
      fix: [],
    });
  });

  it('says how many others a fix would touch that are hidden', () => {
    const shown = redactStatus(status, { all: false, refs: [seen] });
    const [{ alsoAffects, alsoAffectsHidden }] =
      shown.membership.reasons[0].fix!;
    expect([alsoAffects, alsoAffectsHidden]).toEqual([[seen], 1]);
  });
});
