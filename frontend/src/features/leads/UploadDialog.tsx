import { Modal } from "@mantine/core";
import { useState } from "react";

import { ChooseFile } from "./ChooseFile";
import { ImportProgress } from "./ImportProgress";
import type { Followed } from "./useImport";

interface Props {
  /** The import to show; a file is chosen without one. */
  shown: Followed | null;
  /** A file is there, and is being read. */
  onFollow: (followed: Followed) => void;
  onClose: () => void;
}

/** A list of leads from a file: choose and look at it, send it, see what became of each row. */
export default function UploadDialog({ shown, onFollow, onClose }: Props) {
  const [followed, setFollowed] = useState(shown);
  return (
    <Modal opened onClose={onClose} title="Upload leads" size="lg">
      {followed ? (
        <ImportProgress followed={followed} onClose={onClose} onAnother={() => setFollowed(null)} />
      ) : (
        <ChooseFile
          onCancel={onClose}
          onSent={(id, fileName) => {
            setFollowed({ id, fileName });
            onFollow({ id, fileName });
          }}
        />
      )}
    </Modal>
  );
}
