export { EdgesSection } from './EdgesSection';
