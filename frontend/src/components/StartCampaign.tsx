import { Button, type ButtonProps } from "@mantine/core";
import { Link } from "react-router";

/** Leads to the dialog that starts a campaign. */
export function StartCampaign(props: Omit<ButtonProps, "children">) {
  return (
    <Button component={Link} to="/leads?dialog=campaign" {...props}>
      Start a campaign
    </Button>
  );
}
