import classes from "./KeyValues.module.css";
import { inline, type Readable, readable } from "./readable";

/** Any JSON as names and values. */
export function KeyValues({ value }: { value: unknown }) {
  const shown = readable(value);
  if (shown.kind !== "fields") return <Value of={shown} />;
  return (
    <dl className={classes.fields}>
      {shown.fields.map(([name, of]) => (
        <div key={name} className={classes.field}>
          <dt>{name}</dt>
          <dd>
            <Value of={of} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ of }: { of: Readable }) {
  if (of.kind !== "list") return inline(of);
  return (
    <ul className={classes.list}>
      {of.items.map((item, place) => (
        // The items of an answer never move.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={place}>{inline(item)}</li>
      ))}
    </ul>
  );
}
