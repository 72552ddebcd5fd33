import { Button, Card, Group } from "@mantine/core";
import { IconAddressBook, IconFileUpload, IconPlus } from "@tabler/icons-react";
import { Link } from "react-router";

import { EmptyState } from "../../components/EmptyState";
import { Only } from "../../components/Only";

/** Stands for the dashboard while there is nothing to report on. */
export function FirstSteps() {
  return (
    <Card>
      <EmptyState
        icon={IconAddressBook}
        title="No leads yet"
        action={
          <Only least="operator">
            <Group justify="center" mt="sm">
              <Button
                component={Link}
                to="/leads?dialog=upload"
                variant="filled"
                leftSection={<IconFileUpload size={16} />}
              >
                Upload CSV
              </Button>
              <Button component={Link} to="/leads?dialog=new" leftSection={<IconPlus size={16} />}>
                New lead
              </Button>
            </Group>
          </Only>
        }
      >
        Upload a CSV file with names and phone numbers, or add a single lead. Then start a campaign and
        follow the calls here.
      </EmptyState>
    </Card>
  );
}
