import EncryptedIcon from '@material-ui/icons/LockOutlined';
import PlaintextIcon from '@material-ui/icons/LockOpenOutlined';
import UnknownIcon from '@material-ui/icons/HelpOutline';
import { formatPercent } from '../../lib/format';
import { IconWord, useMeshTranslation } from '../shared';

/** How much of a conversation is encrypted. */
export function EncryptionText({ share }: { share: number | null }) {
  const { t } = useMeshTranslation();
  if (share === null) {
    return (
      <IconWord icon={UnknownIcon} tone="unknown">
        {t('edges.notTold')}
      </IconWord>
    );
  }
  if (share >= 1) {
    return (
      <IconWord icon={EncryptedIcon} tone="good">
        {t('edges.encrypted')}
      </IconWord>
    );
  }
  return (
    <IconWord icon={PlaintextIcon} tone="warn">
      {share === 0
        ? t('edges.plaintext')
        : t('edges.partly', { share: formatPercent(share) })}
    </IconWord>
  );
}
