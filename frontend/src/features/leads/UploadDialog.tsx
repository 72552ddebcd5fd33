import { Modal } from "@mantine/core";
import { useState } from "react";

import { ChooseFile } from "./ChooseFile";
import { ImportProgress } from "./ImportProgress";

type Step = { step: "choose" } | { step: "import"; importId: string; name: string };

/** A list of leads from a file: choose and look at it, send it, see what became of each row. */
export default function UploadDialog({ onClose }: { onClose: () => void }) {
  const [step, setStep] = useState<Step>({ step: "choose" });
  return (
    <Modal opened onClose={onClose} title="Upload leads" size="lg">
      {step.step === "choose" ? (
        <ChooseFile
          onCancel={onClose}
          onSent={(importId, name) => setStep({ step: "import", importId, name })}
        />
      ) : (
        <ImportProgress
          importId={step.importId}
          fileName={step.name}
          onClose={onClose}
          onAnother={() => setStep({ step: "choose" })}
        />
      )}
    </Modal>
  );
}
