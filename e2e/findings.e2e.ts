import { expect, Locator, Page, test } from '@playwright/test';
import { accessibilityProblems, enter, reloadUntil, THEMES } from './session';

const tab = (name: string) => `/catalog/default/component/${name}/mesh`;

const section = (page: Page, name: string): Locator =>
  page.getByRole('region', { name, exact: true });

/** What is wrong with a service of the demo: the finding's title, and what its evidence names. */
const ISTIO: [service: string, title: string, evidence: RegExp][] = [
  ['promo-mailer', 'Clients are told not to use mTLS', /mailer-in-plaintext/],
  ['coupon-store', 'An exception for a port that nothing declares', /9999/],
  ['loyalty-cards', 'Proxies and their control plane are too far', /1\.27\.1/],
  ['loyalty-cards', 'runs as the proxy’s user', /runAsUser/],
  ['loyalty-cards', 'has to find out what a port speaks', /named web/],
  ['price-badges', 'A port goes round the proxy', /excludeInboundPorts/],
  ['prize-draw', 'Proxies wait for CPU', /CPU limit/],
  ['prize-draw', 'A proxy’s certificate is not renewed', /hours/],
  ['gift-finder', 'A policy on requests, and no waypoint', /gift-finder-reads/],
  ['gift-wrapper', 'It has a sidecar in an ambient namespace', /ambient/],
  ['recommendations', 'A policy names identities', /recommendations-callers/],
  ['recommendations', 'Clients are told not to use mTLS', /from-web-shop/],
  ['product-images', 'some pods have no proxy', /ISTIO_MUTUAL/],
  ['price-badges', 'It asks for the ambient mesh', /dataplane-mode/],
  ['web-shop', 'Told to use mTLS with pods that are not', /product-images/],
  ['new-checkout', 'The control plane of Istio is down', /0 of 2 pods/],
];
const REHEARSED: typeof ISTIO = [
  ['rehearsal-shop', 'nothing tells its clients', /enableAutoMtls: false/],
  ['rehearsal-shop', 'asks for injection in two ways', /istio\.io\/rev/],
  ['rehearsal-shop', 'Control planes trust different roots', /istio-next/],
  ['rehearsal-basket', 'with a port that does not take it', /ISTIO_MUTUAL/],
  ['rehearsal-orders', 'Plaintext arrives', /requires mTLS/],
  ['rehearsal-queue', 'policy protects passes by the proxy', /9092/],
  ['rehearsal-queue', 'has not reached the pods', /cluster-authenticated/],
  ['rehearsal-queue', 'The issuer of Linkerd expires', /status\.notAfter/],
  [
    'rehearsal-worker',
    'go around the proxy are refused',
    /skip-outbound-ports=9443/,
  ],
];

/** Why it is in no mesh, and what to do. */
const LEFT_OUT: [service: string, why: RegExp, command: RegExp | null][] = [
  ['left-relic', /No webhook injects/, /kubectl label namespace left-gone/],
  ['left-guard', /beats every other label/, /istio-injection-/],
  ['left-riddle', /say that it gets a sidecar/, /istioctl/],
  ['left-note', /on the Deployment itself/, /kubectl patch/],
  ['left-copy', /without the injector’s status/, null],
  ['left-dns', /never injects into kube-system/, null],
  ['left-ferry', /No ztunnel is ready on its node/, /app=ztunnel/],
  ['left-island', /admission-webhooks=disabled/, /kubectl label namespace/],
  ['left-twin', /already has istio-proxy/, null],
  ['left-mute', /takes identity from that token/, null],
  ['left-bear', /asks for Kuma/, null],
  ['left-bee', /leaves no mark on a pod/, /cilium-dbg/],
];

const LINKERD: typeof ISTIO = [
  ['sponsor-portal', 'Proxies and their control plane are too far', /2\.18/],
  ['sponsor-portal', 'stand where it does not look', /as a label/],
  ['sponsor-ledger', 'what it requires is not there', /Authentication/],
  ['sponsor-ledger', 'Several Servers select', /sponsor-ledger-all/],
  ['sponsor-portal', 'is not exported', /mirror\.linkerd\.io/],
  ['sponsor-cache', 'The default inbound policy is not one', /all-known/],
  ['sponsor-cache', 'disagree on opaque ports', /opaque/],
  ['sponsor-legacy', 'two meshes', /Linkerd/],
];

/** Opens what is closed, so that every evidence is on the page. */
async function openAll(todo: Locator): Promise<void> {
  const closed = todo.getByRole('button', { expanded: false });
  for (let left = await closed.count(); left > 0; left--) {
    await closed.first().click();
    await expect(closed).toHaveCount(left - 1);
  }
}

for (const [mesh, table] of Object.entries({
  ISTIO,
  LINKERD,
  REHEARSED,
})) {
  test(`what is wrong is said with its evidence, ${mesh}`, async ({ page }) => {
    // A page each.
    test.setTimeout(240_000);
    await enter(page, tab(table[0][0]));
    for (const [service, title, evidence] of table) {
      await test.step(`${service}: ${title}`, async () => {
        await page.goto(tab(service));
        const todo = section(page, 'What to do');
        await reloadUntil(page, todo.getByText(title).first());
        await openAll(todo);
        await expect(todo.getByText(evidence).first()).toBeVisible();
      });
    }
  });
}

test('why pods are in no mesh is said, with the command where there is one', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await enter(page, tab(LEFT_OUT[0][0]));
  for (const [service, why, command] of LEFT_OUT) {
    await test.step(service, async () => {
      await page.goto(tab(service));
      const todo = section(page, 'What to do');
      await reloadUntil(page, todo.getByText(why).first());
      if (command) {
        await expect(todo.getByText(command).first()).toBeVisible();
      }
    });
  }
});

test('pods that an injector refused are told, with the command', async ({
  page,
}) => {
  await enter(page, tab('gift-wizard'));
  const todo = section(page, 'What to do');
  await reloadUntil(page, todo.getByText(/no endpoints available/).first());
});

for (const theme of THEMES) {
  test(`every section of a tab is there, and axe finds nothing, ${theme}`, async ({
    page,
  }) => {
    await enter(page, tab('promo-engine'), theme);
    await reloadUntil(
      page,
      section(page, 'Golden signals').getByText('Latency').first(),
    );
    const said: [name: string, text: RegExp][] = [
      ['What to do', /mailer-in-plaintext|Told not to use mTLS/],
      ['Who may call it', /Others too|named/],
      ['Who talks to it', /web-shop/],
      ['Golden signals', /objective/],
      ['What the mesh does', /VirtualService promotions\/promo-engine/],
      ['What a review asks', /Is its traffic encrypted\?/],
      ['Certificates and versions', /Earliest of 5/],
      ['Sources', /prod-eu/],
    ];
    for (const [name, text] of said) {
      const part = section(page, name);
      await expect(part.getByText(text).first()).toBeVisible();
      expect(await accessibilityProblems(part)).toEqual([]);
    }
  });
}

test('the health page tells each mesh’s control plane, certificates and rules', async ({
  page,
}) => {
  await enter(page, '/mesh/health');
  const staging = section(page, 'Istio, staging');
  await reloadUntil(page, staging);
  await expect(staging.getByText('0 of 2 pods ready')).toBeVisible();
  await expect(
    staging.getByText('New pods are refused: nobody answers for the injector'),
  ).toBeVisible();
  for (const title of [
    'Several policies for a whole namespace',
    'A policy of the root namespace has a selector',
  ]) {
    await expect(staging.getByText(title)).toBeVisible();
  }
  await expect(
    section(page, 'Linkerd, prod-us').getByText('Servers select no pod'),
  ).toBeVisible();
  const rehearsed: [mesh: string, title: string][] = [
    ['Istio', 'Two injectors answer for the same pods'],
    ['Istio', 'Control planes trust different roots'],
    ['Istio', 'Configuration reaches proxies late'],
    ['Istio', 'The injector fails'],
    ['Istio', 'Latency is not told'],
    ['Linkerd', 'The bundle of trust anchors cannot be read in full'],
    ['Linkerd', 'cert-manager is late to renew'],
    ['Linkerd', 'A node has no CNI plugin of Linkerd'],
    ['Linkerd', 'Part of the mesh itself is not ready'],
    ['Linkerd', 'Without the injector nothing starts in kube-system'],
    ['Cilium', 'Known by its marks'],
  ];
  for (const [mesh, title] of rehearsed) {
    await expect(
      section(page, `${mesh}, rehearsal`).getByText(title),
    ).toBeVisible();
  }
  await expect(
    section(page, 'Linkerd, prod-us').getByText(/major versions behind/),
  ).toBeVisible();
  await expect(
    section(page, 'Certificates')
      .getByText(/trust anchor/)
      .first(),
  ).toBeVisible();
  await section(page, 'Alert rules')
    .getByRole('button', { name: 'Show the rules' })
    .click();
  await expect(page.getByText(/HighMeshErrorRate/).first()).toBeVisible();
});
