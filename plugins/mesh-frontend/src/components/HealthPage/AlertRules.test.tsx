import { ResponseError } from '@backstage/errors';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MeshApi } from '../../api';
import { renderForEntity } from '../../__testUtils__/render';
import { AlertRules } from './AlertRules';

const RULES = 'groups:\n  - name: mesh\n    rules: []\n';
const RECORDING = 'groups:\n  - name: mesh-recording\n    rules: []\n';

const answer: MeshApi['getAlertRules'] = async options =>
  options?.recording ? RECORDING : RULES;

const show = (getAlertRules: MeshApi['getAlertRules']) =>
  renderForEntity(<AlertRules />, { api: { getAlertRules } });

const button = () => screen.getByRole('button', { name: 'Show the rules' });
const toggle = () =>
  screen.getByRole('checkbox', { name: 'With recording rules' });

describe('AlertRules', () => {
  it('is not asked for until somebody wants it', async () => {
    const getAlertRules = jest.fn(answer);
    await show(getAlertRules);
    expect(
      screen.getByRole('region', { name: 'Alert rules' }),
    ).toBeInTheDocument();
    await userEvent.click(toggle());
    expect(getAlertRules).not.toHaveBeenCalled();
  });

  it('shows the rules as they are, with a button that copies them', async () => {
    await show(answer);
    await userEvent.click(button());
    const copy = await screen.findByRole('button', { name: 'Copy the rules' });
    expect(copy).toBeInTheDocument();
    expect(document.querySelector('pre')!.textContent).toBe(RULES);
  });

  it('shows the rules of the switch, and never those of the other', async () => {
    const getAlertRules = jest.fn(answer);
    await show(getAlertRules);
    await userEvent.click(button());
    await screen.findByText(/name: mesh /);
    await userEvent.click(toggle());
    expect(await screen.findByText(/mesh-recording/)).toBeInTheDocument();
    expect(getAlertRules).toHaveBeenLastCalledWith({ recording: true });
    expect(document.querySelectorAll('pre')).toHaveLength(1);
  });

  it('hides the rules of before while the others load', async () => {
    const getAlertRules = jest.fn(answer).mockResolvedValueOnce(RULES);
    getAlertRules.mockReturnValueOnce(new Promise(() => {}));
    await show(getAlertRules);
    await userEvent.click(button());
    await screen.findByText(/name: mesh /);
    await userEvent.click(toggle());
    expect(toggle()).toBeChecked();
    expect(document.querySelector('pre')).toBeNull();
  });

  it('says what failed, and tries again', async () => {
    const getAlertRules = jest
      .fn(answer)
      .mockRejectedValueOnce(new Error('socket hang up'));
    await show(getAlertRules);
    await userEvent.click(button());
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The rules could not be loaded');
    expect(alert).toHaveTextContent('socket hang up');
    await userEvent.click(
      within(alert).getByRole('button', { name: 'Try again' }),
    );
    expect(await screen.findByText(/name: mesh /)).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('names the permission that it takes', async () => {
    const forbidden = await ResponseError.fromResponse(
      new Response('{}', { status: 403 }) as any,
    );
    await show(async () => {
      throw forbidden;
    });
    await userEvent.click(button());
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'mesh.infrastructure.read',
    );
  });
});
