import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Edge, EntityEdges } from '@meshboard/backstage-plugin-mesh-common';
import { edges, silentEdges, unseenEdges } from '../../fixtures/traffic';
import { renderForEntity } from '../../__testUtils__/render';
import { EdgesSection } from './EdgesSection';

const REF = 'component:default/payments';

const show = (getEdges: () => Promise<EntityEdges>) =>
  renderForEntity(<EdgesSection entityRef={REF} asOf={null} />, {
    api: { getEdges },
  });

const table = (name: string) =>
  within(screen.getByRole('table', { name })).getAllByRole('row');

const rowOf = (name: string, text: RegExp) =>
  table(name).find(row => text.test(row.textContent!))!;

const withCallers = (callers: Edge[]) => ({ ...silentEdges, callers });

describe('callers and callees', () => {
  it('are asked of this entity', async () => {
    const getEdges = jest.fn(async () => edges);
    await show(getEdges);
    await screen.findByRole('table', { name: 'Callers' });
    expect(getEdges).toHaveBeenCalledWith(REF);
  });

  it('have a skeleton with a name while they load', async () => {
    await show(() => new Promise(() => {}));
    expect(
      screen.getByRole('status', { name: 'Loading callers and callees' }),
    ).toBeInTheDocument();
    expect(screen.queryByText('No caller was seen.')).not.toBeInTheDocument();
  });

  it('say what failed, and are asked again from the keyboard', async () => {
    const getEdges = jest
      .fn<Promise<EntityEdges>, []>()
      .mockRejectedValueOnce(new Error('socket hang up'))
      .mockResolvedValue(edges);
    await show(getEdges);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Callers and callees could not be loaded');
    expect(alert).toHaveTextContent('socket hang up');
    const retry = within(alert).getByRole('button', { name: 'Try again' });
    act(() => retry.focus());
    await userEvent.keyboard('{Enter}');
    expect(
      await screen.findByRole('table', { name: 'Callers' }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('link what is in the catalog, with its rate, success and encryption', async () => {
    await show(async () => edges);
    await screen.findByRole('table', { name: 'Callers' });
    const row = rowOf('Callers', /web-shop/);
    expect(within(row).getByRole('link', { name: 'web-shop' })).toHaveAttribute(
      'href',
      '/catalog/default/component/web-shop',
    );
    expect(row).toHaveTextContent('prod-eu/storefront/web-shop');
    expect(row).toHaveTextContent('96 rps');
    expect(row).toHaveTextContent('99.94 %');
    expect(within(row).getByText('encrypted')).toBeInTheDocument();
  });

  it('name a caller by its place where the catalog does not know it', async () => {
    const [known] = edges.callers;
    await show(async () => withCallers([{ ...known, entityRef: undefined }]));
    await screen.findByRole('table', { name: 'Callers' });
    const row = rowOf('Callers', /web-shop/);
    expect(within(row).queryByRole('link')).not.toBeInTheDocument();
    expect(
      within(row).getByText('prod-eu/storefront/web-shop'),
    ).toBeInTheDocument();
  });

  it.each([
    [0, 'plaintext'],
    [0.9996, '99.96 % encrypted'],
    [0.99999, '99.99 % encrypted'],
    [1, 'encrypted'],
    [null, 'not told'],
  ])('with a share of %s are %s', async (encryptedShare, word) => {
    await show(async () =>
      withCallers([{ ...edges.callers[0], encryptedShare } as Edge]),
    );
    await screen.findByRole('table', { name: 'Callers' });
    expect(
      within(rowOf('Callers', /web-shop/)).getByText(word),
    ).toBeInTheDocument();
  });

  it('count a hidden caller and never name it', async () => {
    await show(async () => edges);
    await screen.findByRole('table', { name: 'Callers' });
    const row = rowOf('Callers', /does not show/);
    expect(row.textContent).toBe(
      '2 workloads that the catalog does not show you',
    );
  });

  it('of connections only have no rate and no success, not 0', async () => {
    await show(async () => edges);
    await screen.findByRole('table', { name: 'Callees' });
    const row = rowOf('Callees', /kafka/);
    const [, rate, success] = row.children;
    expect(rate).toHaveTextContent('connections only');
    expect(success).toHaveTextContent('–');
    expect(row).not.toHaveTextContent(/\b0 (%|rps)/);
    expect(
      screen.getByText(/there are no requests to count/),
    ).toBeInTheDocument();
  });

  it('that were listened for and not seen are told so, without a graph', async () => {
    await show(async () => silentEdges);
    expect(await screen.findByText('No caller was seen.')).toBeInTheDocument();
    expect(screen.getByText('It was seen calling nobody.')).toBeInTheDocument();
    expect(screen.queryByRole('img')).not.toBeInTheDocument();
  });

  it('that nothing listened for are not known, with the cause', async () => {
    await show(async () => unseenEdges);
    expect(
      await screen.findByText(/No metrics server that answers covers prod-eu/),
    ).toBeInTheDocument();
    expect(screen.getAllByText(/^Not known/)).toHaveLength(2);
    expect(screen.queryByText('No caller was seen.')).not.toBeInTheDocument();
    expect(screen.queryByText(/calling nobody/)).not.toBeInTheDocument();
  });
});

describe('the graph beside the tables', () => {
  const graph = () => screen.findByRole('img');
  const caller = (n: number): Edge => ({
    ...(edges.callers[0] as Extract<Edge, { workload: string }>),
    workload: `caller-${n}`,
  });

  it('is named by how many there are, hidden ones included', async () => {
    await show(async () => edges);
    expect(await graph()).toHaveAccessibleName('5 callers and 2 callees');
  });

  it('says in a word what is in plaintext, and how much', async () => {
    await show(async () =>
      withCallers([edges.callers[2], { ...caller(1), encryptedShare: 0.5 }]),
    );
    const picture = within(await graph());
    expect(
      picture.getByText('legacy/monolith · plaintext'),
    ).toBeInTheDocument();
    expect(picture.getByText(/· 50 % encrypted$/)).toBeInTheDocument();
  });

  it('keeps the word of plaintext where the name is long', async () => {
    await show(async () =>
      withCallers([
        {
          ...caller(1),
          workload: 'a-name-that-is-too-long-for-its-box',
          encryptedShare: 0,
        },
      ]),
    );
    const label = within(await graph()).getByText(/^storefront.* · plaintext$/);
    expect(label.textContent).toBe('storefront/a-name… · plaintext');
  });

  it('counts what it does not draw, hidden ones included, and the table has all', async () => {
    const many = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(caller);
    await show(async () => withCallers([...many, { hidden: true, count: 40 }]));
    const picture = within(await graph());
    expect(picture.getByText('storefront/caller-7')).toBeInTheDocument();
    expect(picture.queryByText('storefront/caller-8')).not.toBeInTheDocument();
    expect(picture.getByText('42 more')).toBeInTheDocument();
    expect(table('Callers')).toHaveLength(1 + 10);
  });
});
