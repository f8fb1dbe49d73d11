import { screen, waitFor } from '@testing-library/react';
import { renderForEntity } from '../../__testUtils__/render';
import { RefreshButton } from './RefreshButton';

// Permissions are cached for a whole test file, hence a file of its own.
describe('RefreshButton', () => {
  it('is not offered to those who may not refresh', async () => {
    const authorize = jest.fn(async () => ({ result: 'DENY' }));
    await renderForEntity(<RefreshButton busy={false} onRefresh={() => {}} />, {
      api: {},
      authorize,
    });
    await waitFor(() => expect(authorize).toHaveBeenCalled());
    expect(authorize).toHaveBeenCalledWith(
      expect.objectContaining({
        permission: expect.objectContaining({ name: 'mesh.status.refresh' }),
      }),
    );
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});
