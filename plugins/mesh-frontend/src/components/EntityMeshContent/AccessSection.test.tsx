import { screen, within } from '@testing-library/react';
import { AccessRules } from '@meshboard/backstage-plugin-mesh-common';
import { cannotTell, zeroTrust } from '../../fixtures/status';
import { renderForEntity } from '../../__testUtils__/render';
import { AccessSection } from './AccessSection';

const show = (access: AccessRules) =>
  renderForEntity(<AccessSection access={access} />, { api: {} });

const rows = () =>
  within(
    screen.getByRole('table', { name: 'Callers that policies let in' }),
  ).getAllByRole('row');

describe('who may call it', () => {
  it('names each identity with what it may call and the policy that lets it in', async () => {
    await show(zeroTrust.access!);
    const [head, cart] = rows();
    expect(head).toHaveTextContent('WhoWhat they may callLet in by');
    expect(within(cart).getByRole('link', { name: 'cart' })).toHaveAttribute(
      'href',
      '/catalog/default/component/cart',
    );
    expect(cart).toHaveTextContent('service account cart of shop');
    expect(cart).toHaveTextContent('port 8080, GET and POST /pay');
    expect(cart).toHaveTextContent('AuthorizationPolicy shop/payments-callers');
  });

  it('says that a caller may call everything where the policy does not limit it', async () => {
    await show(zeroTrust.access!);
    expect(rows()[2]).toHaveTextContent(
      'service account prometheus of monitoringeverything',
    );
    expect(within(rows()[2]).queryByRole('link')).not.toBeInTheDocument();
  });

  it.each([
    [3, '3 callers that the catalog does not show you'],
    [1, '1 caller that the catalog does not show you'],
  ])('counts %d hidden, and names none', async (count, text) => {
    await show({
      ...zeroTrust.access!,
      allowed: [{ hidden: true, count }],
    });
    expect(rows()[1].textContent).toBe(text);
  });

  it.each([
    ['named', 'Named identities only.'],
    ['open', 'Others too.'],
    ['unknown', 'Not known.'],
  ] as const)('puts the verdict %s in words', async (verdict, words) => {
    await show({ verdict, allowed: [], summary: 'So say the policies.' });
    expect(screen.getByText(words)).toBeInTheDocument();
    expect(screen.getByText('So say the policies.')).toBeInTheDocument();
  });

  it('does not say that nobody is let in where policies could not be read', async () => {
    await show(cannotTell.access!);
    expect(screen.getByText('Not known.')).toBeInTheDocument();
    expect(
      screen.getByText('AuthorizationPolicies may not be listed.'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/No policy lets/)).not.toBeInTheDocument();
  });

  it('says so where policies were read and name nobody', async () => {
    await show({ verdict: 'open', allowed: [], summary: 'Anybody may call.' });
    expect(
      screen.getByText('No policy lets anybody in by name.'),
    ).toBeInTheDocument();
  });
});
