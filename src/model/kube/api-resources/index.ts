export { type ApiResource, apiResources, findApiResource, isNamespacedResource } from './api-resources.ts';
