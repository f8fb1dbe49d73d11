import { istioPod } from '../../testing/istio';
import { containerOf, serviceOf } from '../../testing/records';
import { applicationFindings, declaresProtocol } from './application';

const inspect = (
  pod: ReturnType<typeof istioPod>,
  ports: Parameters<typeof serviceOf>[3] = [],
) =>
  applicationFindings({
    meshed: [pod],
    services: [serviceOf('shop', 'cart', { app: 'cart' }, ports)],
  });

describe('istio: InvalidApplicationUID', () => {
  it.each<[string, Parameters<typeof istioPod>[2], string[]]>([
    [
      'the application as 1337',
      { containers: [containerOf('app', { runAsUser: 1337 })] },
      ['application-has-proxy-uid'],
    ],
    [
      'as anybody else',
      { containers: [containerOf('app', { runAsUser: 1000 })] },
      [],
    ],
    ['as its image says', { containers: [containerOf('app')] }, []],
    [
      'the proxy itself',
      {
        native: false,
        containers: [
          containerOf('app'),
          containerOf('istio-validation', { runAsUser: 1337 }),
        ],
      },
      [],
    ],
  ])('%s', (_, parts, expected) => {
    const found = inspect(istioPod('shop', 'cart-1', parts));
    expect(found.map(f => f.code)).toEqual(expected);
  });
});

describe('istio: pkg/config/kube/conversion.go ConvertProtocol', () => {
  const port = { port: 8080, targetPort: 8080, protocol: 'TCP' };
  it.each([
    ['a protocol', { name: 'http' }, true],
    ['a protocol and more', { name: 'http-metrics' }, true],
    ['in capitals', { name: 'HTTP-web' }, true],
    ['a word that begins like one', { name: 'httpish' }, false],
    ['a word', { name: 'web' }, false],
    ['gRPC over the web', { name: 'grpc-web-api' }, true],
    ['no name', {}, false],
    ['no name, of a well-known port', { port: 3306 }, true],
    ['a word, of a well-known port', { name: 'db', port: 3306 }, true],
    ['UDP', { name: 'dns', protocol: 'UDP' }, true],
    ['appProtocol', { name: 'web', appProtocol: 'http' }, true],
    ['one of Kubernetes', { appProtocol: 'kubernetes.io/h2c' }, true],
    ['an appProtocol that Istio does not know', { appProtocol: 'amqp' }, false],
    [
      'an appProtocol that Istio does not know, before the name',
      { name: 'http', appProtocol: 'example.com/own' },
      false,
    ],
  ])('%s', (_, parts, declares) => {
    expect(declaresProtocol({ ...port, ...parts })).toBe(declares);
  });

  it('names each port, and how to say it', () => {
    const [found, ...more] = inspect(istioPod('shop', 'cart-1'), [
      { name: 'http', port: 80 },
      { name: 'web', port: 8080 },
      { name: undefined, port: 9090 },
    ]);
    expect(more).toEqual([]);
    expect(found.evidence).toBe(
      'Service shop/cart, ports 8080 (named web) and 9090 (without a name): no appProtocol, and no protocol at the beginning of the name',
    );
    expect(found.fix.map(f => f.command)).toEqual([
      expect.stringContaining('/spec/ports/1/appProtocol'),
      expect.stringContaining('/spec/ports/2/appProtocol'),
    ]);
  });
});
