import { screen, within } from '@testing-library/react';
import { zeroTrust } from '../../fixtures/status';
import { renderForEntity } from '../../__testUtils__/render';
import { ComplianceSection } from './ComplianceSection';

describe('what a review asks', () => {
  it('is five questions, each answered with its evidence; not known is an answer of its own', async () => {
    await renderForEntity(
      <ComplianceSection checks={zeroTrust.compliance!} />,
      { api: {} },
    );
    const [head, ...rows] = within(
      screen.getByRole('table', { name: 'What a compliance review asks' }),
    ).getAllByRole('row');
    expect(head).toHaveTextContent('QuestionAnswerEvidence');
    expect(
      rows.map(row => [...row.children].map(cell => cell.textContent)),
    ).toEqual([
      ['Is its traffic encrypted?', 'Yes', '100 % of requests'],
      ['Are its callers authenticated?', 'Yes', 'mTLS is required'],
      ['Does a policy say who may call it?', 'Yes', '2 AuthorizationPolicies'],
      ['Is access logged?', 'No', 'the proxy writes no access log'],
      [
        'Is there a trail of changes?',
        'Not known',
        'nothing says whether its policies come from a repository',
      ],
    ]);
  });
});
