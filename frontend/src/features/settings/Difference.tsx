import { lazy, Suspense } from "react";

import { SkeletonBlock } from "../../components/Skeletons";

const DifferenceLines = lazy(() => import("./DifferenceLines"));

interface Props {
  label: string;
  from: string;
  to: string;
}

/** Two texts, line by line. The code that compares them comes when it is wanted. */
export function Difference(props: Props) {
  return (
    <Suspense fallback={<SkeletonBlock height={120} />}>
      <DifferenceLines {...props} />
    </Suspense>
  );
}
