"""Raises each of a stack's alarms by its metric, for the test of deployments.

Reads {"stack"}; writes {"raised": [name of alarm]}. Fails where an alarm stays silent, where another is raised beside
it, or where the topic tells nobody. The local AWS looks at an alarm's metric, dimensions, statistic and threshold, and
not at how many periods must breach it.
"""

import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

from aws import Refused, client, deployed, outputs, run

SECONDS = 20


def main(request: dict) -> dict:
    topic = outputs(deployed(request["stack"]))["AlarmTopicArn"]
    heard = Listener(topic)
    own = {alarm["AlarmName"]: alarm for alarm in described() if topic in alarm["AlarmActions"]}
    for name, alarm in sorted(own.items()):
        raised = calling() & own.keys()
        put(alarm)
        now = calling() & own.keys()
        if now != raised | {name}:
            raise Refused(f"{name}: its metric raised {sorted(now - raised) or 'nothing'}")
        message = heard.of(name)
        if message["NewStateValue"] != "ALARM" or "Runbook: " not in message["AlarmDescription"]:
            raise Refused(f"{name}: what is told is {message}")
    heard.end()
    return {"raised": sorted(own)}


def described() -> list:
    pages = client("cloudwatch").get_paginator("describe_alarms").paginate()
    return [alarm for page in pages for alarm in page["MetricAlarms"]]


def calling() -> set:
    return {alarm["AlarmName"] for alarm in described() if alarm["StateValue"] == "ALARM"}


def put(alarm: dict) -> None:
    """Measures what the alarm looks at, far over its threshold: an average has earlier measurements in it."""
    measured = {"MetricName": alarm["MetricName"], "Dimensions": alarm["Dimensions"], "Value": 1000 * alarm["Threshold"] + 1}
    client("cloudwatch").put_metric_data(Namespace=alarm["Namespace"], MetricData=[measured])


class Listener:
    """A queue that the topic tells, too."""

    def __init__(self, topic: str):
        self.sqs, self.sns, self.said = client("sqs"), client("sns"), {}
        self.url = self.sqs.create_queue(QueueName="alarms-heard")["QueueUrl"]
        arn = self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        statement = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.sqs.set_queue_attributes(QueueUrl=self.url, Attributes={"Policy": policy})
        subscribed = self.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, ReturnSubscriptionArn=True)
        self.subscription = subscribed["SubscriptionArn"]

    def of(self, alarm: str) -> dict:
        deadline = time.monotonic() + SECONDS
        while alarm not in self.said:
            if time.monotonic() > deadline:
                raise Refused(f"{alarm}: nobody was told")
            received = self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
            for message in received.get("Messages", []):
                told = json.loads(json.loads(message["Body"])["Message"])
                self.said[told["AlarmName"]] = told
                self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return self.said[alarm]

    def end(self) -> None:
        self.sns.unsubscribe(SubscriptionArn=self.subscription)
        self.sqs.delete_queue(QueueUrl=self.url)


if __name__ == "__main__":
    run(main)
