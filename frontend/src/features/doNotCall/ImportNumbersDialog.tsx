import { useState } from "react";

import { FormDialog } from "../../components/FormDialog";
import { ImportNumbersForm } from "./ImportNumbersForm";
import { NumbersProgress } from "./NumbersProgress";

/** A long list of numbers from a file: choose it and say what it is, send it, see what became of it. */
export default function ImportNumbersDialog({ onClose }: { onClose: () => void }) {
  const [importId, setImportId] = useState<string | null>(null);
  return (
    <FormDialog opened onClose={onClose} title="Import numbers not to be called" size="lg">
      {importId ? (
        <NumbersProgress id={importId} onClose={onClose} onAnother={() => setImportId(null)} />
      ) : (
        <ImportNumbersForm onCancel={onClose} onSent={setImportId} />
      )}
    </FormDialog>
  );
}
