export { MeshPage, MeshPageContent } from './MeshPage';
