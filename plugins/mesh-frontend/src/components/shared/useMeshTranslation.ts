export { useMeshTranslation } from '../../hooks/useMeshTranslation';
