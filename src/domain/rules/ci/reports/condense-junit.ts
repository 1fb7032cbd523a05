/**
 * Condensed JUnit XML (V5), made while it is read: suites with their counts, tests that did not simply pass unchanged,
 * and those that did reported together. It is JUnit XML again, so one reader judges both. What the reader would refuse
 * is a fault; then the report is taken as it is, up to its limit.
 */
import { ownIds, reportedId } from './ci-test.js';
import { type Condensed, CondensedParts, type Condenser, TOO_MUCH } from './condensed-parts.js';
import { rootPlace, suiteOf, type SuitePlace, suitePlace, SUITES } from './junit-place.js';
import { caseVerdict } from './junit-verdict.js';
import { nameHash } from './name-hash.js';
import { TOGETHER } from './passed-together.js';
import { attribute, childrenOf, plainNameOf, type XmlNode } from './xml-nodes.js';
import { type XmlSink, XmlStream, type XmlTag } from './xml-stream.js';
import { type Change, isDropped, nodeOf, openTag, shortXml, unitXml, type XmlPiece, XmlUnit } from './xml-unit.js';

/** Holds what `XmlNesting` takes for a damaged section: the reader must know of one, also where it was left out. */
const SUSPECT = '<system-out><![CDATA[<![CDATA[<testcase/>]]></system-out>';

export class JUnitCondenser implements Condenser, XmlSink {
  private readonly stream = new XmlStream(this);
  private readonly parts = new CondensedParts((key, names) => `<testcase${key} ${TOGETHER}="${names}"/>`);
  private readonly ids = ownIds();
  private places: SuitePlace[] = [rootPlace];
  private unit: XmlUnit | null = null;
  private fault: string | null = null;
  private isSuspect = false;

  /** `change` takes out of each value what must not leave the machine (A4). */
  constructor(private readonly change: Change) {}

  push(text: string): void {
    if (this.fault === null) this.fault = this.stream.push(text) ?? this.fault;
  }

  end(): Condensed {
    return this.fault === null ? this.parts : { fault: this.fault };
  }

  open(tag: XmlTag): string | null {
    if (this.unit !== null) {
      this.unit.open(tag);
    } else if (SUITES.has(tag.name.toLowerCase())) {
      const node = nodeOf(tag, this.change);
      this.parts.add(openTag(tag, this.change, SUITE_LEAVES));
      if (!tag.empty) this.places.push(suitePlace(node, this.places.at(-1)!));
      return this.parts.isTooMuch ? TOO_MUCH : null;
    } else {
      this.unit = new XmlUnit(tag);
    }
    return tag.empty ? this.closed() : (this.unit?.fault ?? null);
  }

  close(name: string): string | null {
    if (this.unit !== null) return this.closed();
    if (this.stream.isSuspect && !this.isSuspect) {
      this.isSuspect = true;
      this.parts.add(SUSPECT);
    }
    this.parts.add(`</${name}>`);
    if (this.places.length > 1) this.places.pop();
    return null;
  }

  text(text: string, isData: boolean): void {
    this.unit?.text(text, isData);
  }

  private closed(): string | null {
    const unit = this.unit!;
    if (!unit.close()) return unit.fault;
    this.unit = null;
    return unit.fault ?? this.finished(unit);
  }

  private finished({ root, holdsTests }: XmlUnit): string | null {
    const isCase = root.name.toLowerCase() === 'testcase';
    if (!isCase && holdsTests) return `has tests inside of <${root.name.slice(0, 40)}>`;
    if (!isCase && isDropped(root)) return null;
    const node = nodeOf(root, this.change);
    const own = isCase ? this.register(node, this.places.at(-1)!) : '';
    if (isCase && !holdsTests && hasPassed(root, node)) {
      // What suites ask of each of their tests.
      const words = ['status', 'result']
        .map((name) => [name, attribute(node, name)] as const)
        .filter(([, value]) => value !== null);
      const key = words.map(([name, value]) => ` ${name}="${inAttribute(value!)}"`).join('');
      this.parts.addPassed(key, nameHash(own));
    } else {
      this.parts.addTest(unitXml(root, this.change), shortXml(root, this.change));
    }
    return this.parts.isTooMuch ? TOO_MUCH : null;
  }

  /** The id of the test; tests inside it have theirs after it, as in the reader. */
  private register(node: XmlNode, place: SuitePlace): string {
    const own = this.ids.of(
      reportedId({
        suite: suiteOf(place),
        className: attribute(node, 'classname') ?? attribute(node, 'class'),
        name: attribute(node, 'name'),
        file: attribute(node, 'file') ?? place.file,
      }),
    );
    this.registerInside(node, place);
    return own;
  }

  private registerInside(node: XmlNode, place: SuitePlace): void {
    for (const child of childrenOf(node)) {
      const name = plainNameOf(child);
      if (name === 'testcase') this.register(child, place);
      else this.registerInside(child, SUITES.has(name) ? suitePlace(child, place) : place);
    }
  }
}

/** It passed, and there is nothing else to say. */
function hasPassed({ attributes, children }: XmlPiece, node: XmlNode): boolean {
  if (children.length === 0 && attributes.every(([name]) => SILENT.has(name))) return true;
  if (attribute(node, TOGETHER) !== null || !children.every((child) => PLAIN_CHILDREN.has(child.name.toLowerCase())))
    return false;
  const { status, flaky, odd } = caseVerdict(node);
  return status === 'PASSED' && !flaky && odd === null;
}

/** Attributes that say nothing of the result. */
const SILENT = new Set(['name', 'classname', 'class', 'file', 'time', 'line']);
const PLAIN_CHILDREN = new Set(['properties', 'property']);
/** Attributes of a suite that decide nothing. */
const SUITE_LEAVES = new Set(['time', 'timestamp']);
const inAttribute = (value: string): string => value.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
