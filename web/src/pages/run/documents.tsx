import { useMemo, useState } from 'react';
import { Link } from 'wouter';

import { keyOfRun } from '../../api/keys.js';
import { RunFile, type RunFileQuery, RunFiles } from '../../api/operations/run.generated.js';
import { useData } from '../../api/use-data.js';
import { Copy } from '../../parts/copy.js';
import { asBytes, counted } from '../../parts/format.js';
import { Markdown } from '../../parts/markdown.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { pathFrom } from '../../parts/paths.js';
import { PlainText } from '../../parts/plain-text.js';
import { FrameRows } from '../../parts/rows.js';
import { Text } from '../../parts/text.js';
import { When } from '../../parts/time.js';
import { asJson, firstOf, formOf, kindWord } from './document-groups.js';
import styles from './documents.module.css';
import { placeLink, type RunPlace } from './place.js';

const ROW_PX = 52;

interface DocumentsParts {
  readonly runId: string;
  readonly place: RunPlace;
}

/** The files of a run, and the one that is looked at beside them. */
export function Documents({ runId, place }: DocumentsParts) {
  const layout = useData(keyOfRun(runId), RunFiles, { runId });
  return (
    <Loaded query={layout} what="the documents">
      {({ fileLayout }) =>
        fileLayout === null || fileLayout.files.length === 0 ? (
          <Empty title="No document yet.">
            <p>The first is written when the run begins.</p>
          </Empty>
        ) : (
          <Files runId={runId} place={place} layout={fileLayout} />
        )
      }
    </Loaded>
  );
}

interface FilesParts extends DocumentsParts {
  readonly layout: {
    readonly root: string;
    readonly files: readonly {
      readonly id: string;
      readonly path: string;
      readonly kind: string;
      readonly sizeBytes: number;
    }[];
  };
}

function Files({ runId, place, layout: { root, files } }: FilesParts) {
  const [search, setSearch] = useState('');
  const found = useMemo(() => {
    const words = search.trim().toLowerCase();
    return files.filter(({ path, kind }) => `${path} ${kindWord(kind)}`.toLowerCase().includes(words));
  }, [files, search]);
  const path = place.file ?? firstOf(files)!.path;
  const [index] = useState(() =>
    Math.max(
      0,
      files.findIndex((file) => file.path === path),
    ),
  );
  return (
    <div className={styles.documents}>
      <div className={styles.list}>
        <label>
          <span className="visually-hidden">Search the documents</span>
          <input
            type="search"
            placeholder={`Search ${counted(files.length, 'document')}`}
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
        </label>
        <FrameRows
          label="Documents"
          count={found.length}
          estimate={ROW_PX}
          keyOf={(each) => found[each]!.id}
          index={search === '' ? index : undefined}
          row={(each) => {
            const file = found[each]!;
            return (
              <Link
                href={placeLink(runId, { view: 'documents', file: file.path })}
                className={styles.file}
                aria-current={file.path === path ? 'true' : undefined}
              >
                <span>{kindWord(file.kind)}</span>
                <span className={styles.path}>
                  <Text>{file.path}</Text> · {asBytes(file.sizeBytes)}
                </span>
              </Link>
            );
          }}
        />
        <p className="soft small">
          On the server in <Text>{root}</Text>
        </p>
      </div>
      <Document key={path} runId={runId} path={path} />
    </div>
  );
}

function Document({ runId, path }: { readonly runId: string; readonly path: string }) {
  const file = useData(keyOfRun(runId), RunFile, { runId, path });
  return (
    <section className={styles.document} aria-label="Document">
      <Loaded query={file} what="the document">
        {({ artefact }) =>
          artefact === null ? (
            <Empty title="There is no such document." />
          ) : (
            <Content runId={runId} artefact={artefact} />
          )
        }
      </Loaded>
    </section>
  );
}

interface ContentParts {
  readonly runId: string;
  readonly artefact: NonNullable<RunFileQuery['artefact']>;
}

function Content({ runId, artefact }: ContentParts) {
  const { path, kind, content, sizeBytes, updatedAt, sha256 } = artefact;
  const form = formOf(path);
  const [isRaw, setIsRaw] = useState(false);
  return (
    <>
      <header className={styles.head}>
        <h2>{kindWord(kind)}</h2>
        <span>
          {form === 'text' || content === null ? null : (
            <button type="button" data-kind="plain" aria-pressed={isRaw} onClick={() => setIsRaw(!isRaw)}>
              As it is written
            </button>
          )}
          {content === null ? null : <Copy text={content} what="the document" />}
        </span>
      </header>
      <p className="soft small">
        <Text>{path}</Text> · {asBytes(sizeBytes)} · changed <When at={updatedAt} /> ·{' '}
        <span title={sha256}>SHA-256 {sha256.slice(0, 12)}</span>
      </p>
      {content === null ? (
        <Empty title="It is too large to be displayed.">
          <p>Above 1 MiB the server does not send a document; it is in the folder of the run.</p>
        </Empty>
      ) : isRaw || form === 'text' ? (
        <PlainText text={content} label="Document" />
      ) : form === 'json' ? (
        <PlainText text={asJson(content)} label="Document" />
      ) : (
        <Markdown
          text={content}
          linkTo={(url) => {
            const file = pathFrom(path, url);
            return file === null ? null : placeLink(runId, { view: 'documents', file });
          }}
        />
      )}
    </>
  );
}
