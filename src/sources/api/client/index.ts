export { parseAnswer } from './answers.ts';
export { type Connection, type ConnectionOptions, openConnection, type RequestCounts } from './connection.ts';
export { ApiError, type ApiProblem, isForAll } from './errors.ts';
