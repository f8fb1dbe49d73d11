export { SignalCharts } from './SignalCharts';
export { SuccessSparkline } from './SuccessSparkline';
