import { usePermission } from '@backstage/plugin-permission-react';
import IconButton from '@material-ui/core/IconButton';
import RefreshIcon from '@material-ui/icons/Refresh';
import { meshStatusRefreshPermission } from '@meshboard/backstage-plugin-mesh-common';
import { useMeshTranslation } from './useMeshTranslation';

/** Has the entity read again now; only for those who may. */
export function RefreshButton(props: { busy: boolean; onRefresh: () => void }) {
  const { busy, onRefresh } = props;
  const { t } = useMeshTranslation();
  const { allowed } = usePermission({
    permission: meshStatusRefreshPermission,
  });
  if (!allowed) return null;
  return (
    <IconButton
      size="small"
      title={t('card.refresh')}
      aria-label={t('card.refresh')}
      disabled={busy}
      onClick={onRefresh}
    >
      <RefreshIcon />
    </IconButton>
  );
}
