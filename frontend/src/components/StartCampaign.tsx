import { Button, type ButtonProps } from "@mantine/core";
import { Link } from "react-router";

import { Only } from "./Only";

/** Leads to the dialog that starts a campaign. */
export function StartCampaign(props: Omit<ButtonProps, "children">) {
  return (
    <Only least="operator">
      <Button component={Link} to="/leads?dialog=campaign" {...props}>
        Start a campaign
      </Button>
    </Only>
  );
}
