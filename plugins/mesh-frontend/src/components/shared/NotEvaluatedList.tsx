import Typography from '@material-ui/core/Typography';
import { NotEvaluated } from '@meshboard/backstage-plugin-mesh-common';
import { Subheading } from './Subheading';
import { useMeshTranslation } from './useMeshTranslation';

/** What could not be looked for, which is not the same as not found. */
export function NotEvaluatedList({ items }: { items: NotEvaluated[] }) {
  const { t } = useMeshTranslation();
  if (items.length === 0) return null;
  return (
    <>
      <Subheading>{t('notChecked.title')}</Subheading>
      <ul>
        {items.map(item => (
          <li key={`${item.code} ${item.because}`}>
            <Typography variant="body2">
              {t('notChecked.item', item)}
            </Typography>
          </li>
        ))}
      </ul>
    </>
  );
}
