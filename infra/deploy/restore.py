"""Restores the stack's table into a new one, and gives that what a restored table lacks.

Reads {"stack", "table", "at"?}: the stack, the new table's name, and the moment, in ISO 8601, where it is not now.
Writes {"name", "stream"}.
"""

from aws import client, deployed, outputs, run


def main(request: dict) -> dict:
    name = request["table"]
    dynamodb, source = client("dynamodb"), outputs(deployed(request["stack"]))["TableName"]
    moment = {"RestoreDateTime": request["at"]} if "at" in request else {"UseLatestRestorableTime": True}
    dynamodb.restore_table_to_point_in_time(SourceTableName=source, TargetTableName=name, **moment)
    dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 3600})
    # A restored table has neither stream, expiry, protection nor recovery of its own.
    dynamodb.update_table(
        TableName=name,
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        DeletionProtectionEnabled=True,
    )
    dynamodb.update_time_to_live(
        TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"}
    )
    dynamodb.update_continuous_backups(
        TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    return {"name": name, "stream": dynamodb.describe_table(TableName=name)["Table"]["LatestStreamArn"]}


if __name__ == "__main__":
    run(main)
