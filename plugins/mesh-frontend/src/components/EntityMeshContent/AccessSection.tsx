import { EntityRefLink } from '@backstage/plugin-catalog-react';
import Typography from '@material-ui/core/Typography';
import OpenIcon from '@material-ui/icons/LockOpenOutlined';
import NamedIcon from '@material-ui/icons/VerifiedUserOutlined';
import UnknownIcon from '@material-ui/icons/HelpOutline';
import {
  AccessRules,
  AllowedCaller,
} from '@meshboard/backstage-plugin-mesh-common';
import { IconWord, SimpleTable, useMeshTranslation } from '../shared';

const LOOKS = {
  named: { icon: NamedIcon, tone: 'good' },
  open: { icon: OpenIcon, tone: 'warn' },
  unknown: { icon: UnknownIcon, tone: 'unknown' },
} as const;

/** Which identities policies let in. */
export function AccessSection({ access }: { access: AccessRules }) {
  const { t } = useMeshTranslation();
  const { icon, tone } = LOOKS[access.verdict];
  const row = (caller: AllowedCaller, index: number) => {
    const key = String(index);
    if ('hidden' in caller) {
      const text = t('access.hidden', { count: caller.count });
      return { key, cells: [text, '', ''] };
    }
    const { who, to, policy, entityRef } = caller;
    return {
      key,
      cells: [
        entityRef ? (
          <>
            <EntityRefLink entityRef={entityRef} /> ({who})
          </>
        ) : (
          who
        ),
        to ?? t('access.everything'),
        policy,
      ],
    };
  };
  const none = access.allowed.length === 0;
  return (
    <>
      <Typography variant="body2" component="div" gutterBottom>
        <IconWord icon={icon} tone={tone}>
          <strong>{t(`access.verdict.${access.verdict}`)}.</strong>{' '}
          {access.summary}
        </IconWord>
      </Typography>
      {/* Of policies that could not be read nothing is said. */}
      {none && access.verdict !== 'unknown' && (
        <Typography variant="body2">{t('access.none')}</Typography>
      )}
      {!none && (
        <SimpleTable
          label={t('access.table')}
          columns={[t('access.who'), t('access.to'), t('access.policy')]}
          rows={access.allowed.map(row)}
        />
      )}
    </>
  );
}
