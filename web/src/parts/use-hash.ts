import { useLocationProperty } from 'wouter/use-browser-location';

const ofPage = (): string => location.hash;

/** The part of the address behind `#`. */
export const useHash = (): string => useLocationProperty(ofPage, ofPage);
