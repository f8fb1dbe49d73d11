import '@testing-library/jest-dom';

// Whole pages are rendered; on a busy machine that takes longer than Jest's five seconds.
jest.setTimeout(30_000);
