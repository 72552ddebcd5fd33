"""Compares what ordered_queries answers with what ministack answers by itself, over random tables."""

import copy
import json
import random
import sys
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parent.parent))

from ministack.services import dynamodb
from patches import ordered_queries

ordered_queries.install()

TABLE = "compared"
INDEX = "byStatus"
# Few of each, so that sort keys repeat and conditions meet them.
STATUSES = ["A", "B"]
SORTS = [f"{letter}{n}" for letter in "abé" for n in range(6)] + ["a", "\U0010ffff", "z\U0010ffff"]
NUMBERS = ["-3", "0", "0.5", "7", "10", "200"]


def text(value):
    return {"S": value}


def create_table(name, sort_type):
    attributes = {"pk": "S", "sk": sort_type, "gpk": "S", "gsk": sort_type}
    key = lambda pk, sk: [
        {"AttributeName": pk, "KeyType": "HASH"},
        {"AttributeName": sk, "KeyType": "RANGE"},
    ]
    status, _, body = dynamodb._create_table({
        "TableName": name,
        "AttributeDefinitions": [{"AttributeName": n, "AttributeType": t} for n, t in attributes.items()],
        "KeySchema": key("pk", "sk"),
        "BillingMode": "PAY_PER_REQUEST",
        "GlobalSecondaryIndexes": [
            {"IndexName": INDEX, "KeySchema": key("gpk", "gsk"), "Projection": {"ProjectionType": "ALL"}},
            {
                "IndexName": "keysOnly",
                "KeySchema": key("gpk", "gsk"),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            },
        ],
    })
    assert status == 200, body


class OrderedQueries(unittest.TestCase):
    def setUp(self):
        self.small, ordered_queries.SMALL = ordered_queries.SMALL, 1
        self.random = random.Random(20261122)
        self.narrowed = 0

    def tearDown(self):
        ordered_queries.SMALL = self.small
        dynamodb._delete_table({"TableName": TABLE})

    def answer(self, query, data):
        status, _, body = query(copy.deepcopy(data))
        return status, json.loads(body)

    def compare(self, data):
        """The answer of both; fails where they differ."""
        alone = self.answer(ordered_queries._query, data)
        self.assertEqual(self.answer(dynamodb._query, data), alone, data)
        return alone

    def key(self, sorts, kind):
        return {"pk": text(self.random.choice(STATUSES)), "sk": {kind: self.random.choice(sorts)}}

    def change(self, sorts, kind):
        """Writes, updates or deletes an item, in one of the ways in which the store does."""
        key = self.key(sorts, kind)
        way = self.random.random()
        if way < 0.25:
            dynamodb._delete_item({"TableName": TABLE, "Key": key})
        elif way < 0.4:
            dynamodb._update_item({
                "TableName": TABLE, "Key": key, "UpdateExpression": "SET gsk = :gsk, gpk = :gpk",
                "ExpressionAttributeValues": {
                    ":gsk": {kind: self.random.choice(sorts)}, ":gpk": text(self.random.choice(STATUSES)),
                },
            })
        else:
            item = {**key, "n": {"N": str(self.random.randrange(5))}}
            if self.random.random() < 0.8:
                item |= {"gpk": text(self.random.choice(STATUSES)), "gsk": {kind: self.random.choice(sorts)}}
            if self.random.random() < 0.05:
                item["pad"] = text("x" * 300_000)
            writes = {
                "put": lambda: dynamodb._put_item({"TableName": TABLE, "Item": item}),
                "batch": lambda: dynamodb._batch_write_item(
                    {"RequestItems": {TABLE: [{"PutRequest": {"Item": item}}]}}),
                "transaction": lambda: dynamodb._transact_write_items({"TransactItems": [
                    {"Put": {"TableName": TABLE, "Item": item}},
                    {"Delete": {"TableName": TABLE, "Key": {**key, "pk": text("C")}}},
                ]}),
            }
            status, _, body = writes[self.random.choice(list(writes))]()
            self.assertEqual(status, 200, body)

    def question(self, sorts, kind):
        index = self.random.choice([None, INDEX, "keysOnly"])
        pk, sk = ("gpk", "gsk") if index else ("pk", "sk")
        low, high = self.random.choice(sorts), self.random.choice(sorts)
        conditions = {
            "": [], f"{sk} = :a": [low], f"#sk < :a": [low], f"{sk} <= :a": [low], f"{sk} > :a": [low],
            f"#sk >= :a": [low], f"{sk} BETWEEN :a AND :b": [low, high],
            f"begins_with({sk}, :a)": [low[:1]],
        }
        condition, operands = self.random.choice(list(conditions.items()))
        data = {
            "TableName": TABLE,
            "KeyConditionExpression": f"{pk} = :pk" + (f" AND {condition}" if condition else ""),
            "ExpressionAttributeValues": {":pk": text(self.random.choice([*STATUSES, "none"]))}
            | {f":{name}": {kind: value} for name, value in zip("ab", operands)},
            "ScanIndexForward": self.random.random() < 0.5,
        }
        if "#sk" in condition:
            data["ExpressionAttributeNames"] = {"#sk": sk}
        if index:
            data["IndexName"] = index
        if self.random.random() < 0.8:
            data["Limit"] = self.random.randrange(1, 8)
        if self.random.random() < 0.2:
            data["FilterExpression"] = "n > :n"
            data["ExpressionAttributeValues"][":n"] = {"N": "2"}
        return data

    def follow(self, data):
        """Reads on by cursor to the end, with changes in between."""
        self.narrowed += ordered_queries._narrowed(data) is not None
        status, page = self.compare(data)
        while status == 200 and "LastEvaluatedKey" in page:
            data["ExclusiveStartKey"] = page["LastEvaluatedKey"]
            status, page = self.compare(data)

    def compare_over(self, sorts, kind):
        create_table(TABLE, kind)
        for _ in range(120):
            for _ in range(self.random.randrange(12)):
                self.change(sorts, kind)
            for _ in range(4):
                self.follow(self.question(sorts, kind))
        self.assertGreater(self.narrowed, 200, "ministack answered nearly all by itself")

    def test_texts(self):
        self.compare_over(SORTS, "S")

    def test_numbers(self):
        self.compare_over(NUMBERS, "N")

    def test_what_ministack_refuses_is_refused_in_its_words(self):
        create_table(TABLE, "S")
        for n in range(20):
            dynamodb._put_item({"TableName": TABLE, "Item": {"pk": text("A"), "sk": text(f"{n:02}")}})
        usual = {"TableName": TABLE, "KeyConditionExpression": "pk = :pk AND sk > :a",
                 "ExpressionAttributeValues": {":pk": text("A"), ":a": text("05")}}
        for unusual in [
            {"Limit": 0}, {"IndexName": "unknown"}, {"TableName": "unknown"}, {"ConsistentRead": True},
            {"ExclusiveStartKey": {"pk": text("A")}},
            {"ExclusiveStartKey": {"pk": text("A"), "sk": text("01")}},
            {"ExclusiveStartKey": {"pk": text("B"), "sk": text("10")}},
            {"ExclusiveStartKey": {"pk": text("A"), "sk": {"N": "10"}}},
            {"ExpressionAttributeValues": {":pk": text("A"), ":a": {"N": "5"}}},
            {"ExpressionAttributeValues": {":pk": text("A"), ":a": text("")}},
            {"ExpressionAttributeValues": {":pk": text("A")}},
            {"KeyConditionExpression": "pk = :pk AND n > :a"},
            {"KeyConditionExpression": "pk = :pk AND sk > :a AND sk < :a"},
            {"KeyConditionExpression": "sk > :a"},
            {"KeyConditionExpression": "(pk = :pk) AND sk > :a"},
            {"KeyConditionExpression": ":pk = pk AND sk > :a"},
            {"KeyConditionExpression": "pk > :pk AND sk > :a"},
            {"KeyConditionExpression": ""},
        ]:
            self.compare(usual | unusual)

    def test_a_query_handles_what_it_reads_and_ministack_alone_all_there_is(self):
        create_table(TABLE, "S")
        for n in range(2_000):
            dynamodb._put_item({"TableName": TABLE, "Item": {"pk": text("A"), "sk": text(f"{n:05}")}})
        data = {"TableName": TABLE, "KeyConditionExpression": "pk = :pk",
                "ExpressionAttributeValues": {":pk": text("A")}, "Limit": 10}
        self.assertEqual(len(ordered_queries._narrowed(data)["items"]["A"]), 10)
        with mock.patch.object(dynamodb, "_evaluate_condition", wraps=dynamodb._evaluate_condition) as evaluate:
            ordered_queries._query(data)
        self.assertEqual(evaluate.call_count, 2_000, "ministack does it by itself: the patch can go")


if __name__ == "__main__":
    unittest.main()
