"""Takes back what a `sam deploy` leaves that has only shown its change set: the change set and, where there was no
stack, the empty one that it made for it.

Reads {"stack"}; writes {}.
"""

from aws import client, run, stack


def main(request: dict) -> dict:
    name, cloudformation = request["stack"], client("cloudformation")
    shown = stack(name)
    if shown is None:
        return {}
    if shown["StackStatus"] == "REVIEW_IN_PROGRESS":
        cloudformation.delete_stack(StackName=name)
        return {}
    for change_set in cloudformation.list_change_sets(StackName=name)["Summaries"]:
        if change_set["ChangeSetName"].startswith("samcli-deploy"):
            cloudformation.delete_change_set(StackName=name, ChangeSetName=change_set["ChangeSetName"])
    return {}


if __name__ == "__main__":
    run(main)
