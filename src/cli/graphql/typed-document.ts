export * from '../../common/typed-document.js';
