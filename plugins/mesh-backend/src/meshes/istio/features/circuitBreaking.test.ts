import { CustomRecord } from '@meshboard/backstage-plugin-mesh-node';
import { customOf } from '../../testing/records';
import { of } from './__testUtils__/world';

describe('circuit breaking', () => {
  const rule = (
    namespace: string,
    name: string,
    trafficPolicy: any,
    parts: any = {},
  ) =>
    customOf('DestinationRule', namespace, name, {
      host: 'cart.shop.svc.cluster.local',
      trafficPolicy,
      ...parts,
    });
  const ejects = (errors: number) => ({
    outlierDetection: { consecutive5xxErrors: errors },
  });

  it('reads ejection and limits, at ports and subsets too', () => {
    const spec = {
      outlierDetection: { consecutive5xxErrors: 7, baseEjectionTime: '1m' },
      connectionPool: {
        tcp: { maxConnections: 100, connectTimeout: '1s' },
        http: { http1MaxPendingRequests: 50 },
      },
      portLevelSettings: [{ port: { number: 80 }, outlierDetection: {} }],
    };
    const subsets = [
      {
        name: 'v2',
        trafficPolicy: { outlierDetection: { consecutive5xxErrors: 0 } },
      },
    ];
    expect(
      of('circuit-breaking', {
        objects: [rule('shop', 'r', spec, { subsets })],
      }),
    ).toEqual([
      {
        state: 'off',
        detail: 'Subset v2: Ejection turned off',
        setBy:
          'DestinationRule shop/r spec.subsets[0].trafficPolicy.outlierDetection',
      },
      {
        state: 'on',
        detail:
          'A caller is refused beyond 100 connections and 50 waiting requests',
        setBy: 'DestinationRule shop/r spec.trafficPolicy.connectionPool',
      },
      {
        state: 'on',
        detail: 'A pod is left out for 1m after 7 errors (5xx) in a row',
        setBy: 'DestinationRule shop/r spec.trafficPolicy.outlierDetection',
      },
      {
        state: 'on',
        detail:
          'Port 80: A pod is left out for 30s after 5 errors (5xx) in a row',
        setBy:
          'DestinationRule shop/r spec.trafficPolicy.portLevelSettings[0].outlierDetection',
      },
    ]);
  });

  it('a connect timeout alone breaks no circuit', () => {
    const spec = { connectionPool: { tcp: { connectTimeout: '1s' } } };
    expect(
      of('circuit-breaking', { objects: [rule('shop', 'r', spec)] })[0].state,
    ).toBe('off');
  });

  /** istio: pilot/pkg/model PushContext.destinationRule */
  it.each<[string, CustomRecord[], string[]]>([
    [
      "the Service's namespace before the root",
      [rule('shop', 'own', ejects(1)), rule('istio-system', 'root', ejects(2))],
      ['shop/own'],
    ],
    [
      'the root where the Service has none',
      [rule('istio-system', 'root', ejects(2))],
      ['istio-system/root'],
    ],
    [
      'the root, for others than those of a private rule',
      [
        rule('shop', 'own', ejects(1), { exportTo: ['.'] }),
        rule('istio-system', 'root', ejects(2)),
      ],
      ['istio-system/root', 'shop/own for callers in shop'],
    ],
    [
      "a caller's own",
      [rule('web', 'mine', ejects(3))],
      ['web/mine for callers in web'],
    ],
    [
      "a caller's, for all that it calls",
      [rule('web', 'mine', ejects(3), { host: '*.local' })],
      [],
    ],
    [
      'the most specific host',
      [
        rule('shop', 'wide', ejects(1), { host: '*.cluster.local' }),
        rule('shop', 'own', ejects(2)),
        rule('shop', 'wider', ejects(3), { host: '*' }),
      ],
      ['shop/own'],
    ],
    [
      'name and namespace alone are no host',
      [rule('shop', 'own', ejects(1), { host: 'cart.shop' })],
      [],
    ],
  ])('%s', (_, objects, expected) => {
    const found = of('circuit-breaking', { objects })
      .filter(f => f.state === 'on')
      .map(f => {
        const who = f.detail.match(/ for callers in [a-z]+/)?.[0] ?? '';
        return `${f.setBy!.split(' ')[1]}${who}`;
      });
    expect(found.sort()).toEqual([...expected].sort());
  });
});
