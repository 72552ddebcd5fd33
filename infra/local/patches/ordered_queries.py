"""AWS: a Query costs what it reads, because DynamoDB keeps partitions in order.

ministack sorts a whole partition and evaluates the key condition for each of its items, however few are asked
for: a page of ten out of 100,000 leads takes it seconds. With this, a partition is sorted when it is first
queried and kept sorted from then on. The range condition and the start key are looked up in it by bisection,
and ministack's own Query then runs on the few items that it would read, so every answer, error and cursor
remains its own.

Queries that are unusual (older parameters, keys of several attributes, operands that ministack will
refuse) and small partitions are left to ministack as they are.
"""

import sys
import threading
import types
from bisect import bisect_left, bisect_right, insort
from operator import attrgetter
from typing import Any, NamedTuple

from ministack.services import dynamodb

# Partitions of fewer items are as quickly read whole.
SMALL = 64

_query = dynamodb._query
_index_item = dynamodb._index_item
_index_members = dynamodb._index_members

# Items whose time to live is over are removed by a thread of their own.
_lock = threading.RLock()


class _Entry(NamedTuple):
    """An item's place in a partition, and the base table's keys that ministack files it under."""

    order: tuple
    pk: Any
    sk: Any


_ORDER = attrgetter("order")


def _sort_key(entry):
    return entry.order[0]


class _Members(dict):
    """ministack's members of each index. It drops them when a table's items or indexes are replaced,
    and with them goes what is kept here: the partitions that were queried, in order, by index (none
    for the table itself) and partition key."""

    def __init__(self, members):
        super().__init__(members)
        self.partitions = {}


def _members(table):
    members = _index_members(table)
    if not isinstance(members, _Members):
        members = table[dynamodb._INDEX_MEMBERS] = _Members(members)
    return members


def _entry(item, order, pk, sk):
    values = tuple(dynamodb._index_order_value(item, name, kind) for name, kind in order)
    return _Entry(values, pk, sk)


def _index_item_in_order(table, pk, sk, item, add):
    """What ministack calls for each item that comes or goes: keeps the sorted partitions sorted."""
    _index_item(table, pk, sk, item, add)
    members = table.get(dynamodb._INDEX_MEMBERS)
    if not isinstance(members, _Members) or not members.partitions:
        return
    own = (None, [table["pk_name"]], [table["sk_name"]] if table["sk_name"] else [])
    for name, hashes, ranges in (own, *dynamodb._index_key_schemas(table)):
        key = (name, dynamodb._index_partition(item, hashes, ranges))
        entries = members.partitions.get(key)
        if entries is None:
            continue
        entry = _entry(item, dynamodb._index_order_keys(table, ranges), pk, sk)
        if add:
            insort(entries, entry)
            continue
        place = bisect_left(entries, entry)
        if entries[place : place + 1] == [entry]:
            del entries[place]
        if not entries:
            del members.partitions[key]


def _locked(change):
    def change_at_once(*arguments):
        with _lock:
            return change(*arguments)

    return change_at_once


class _Range:
    """The part of a partition that a key condition leaves, as bounds of the sort key."""

    def __init__(self):
        self.low = self.high = None
        self.after_low = self.before_high = False

    def limit(self, operator, operands):
        if operator in ("EQ", "GE", "GT", "BETWEEN"):
            self.low, self.after_low = operands[0], operator == "GT"
        if operator in ("EQ", "LE", "LT", "BETWEEN"):
            self.high, self.before_high = operands[-1], operator == "LT"

    def begin_with(self, prefix):
        """Says whether there is a first text behind all that begin like this."""
        if ord(prefix[-1]) == sys.maxunicode:
            return False
        self.low = prefix
        self.high, self.before_high = prefix[:-1] + chr(ord(prefix[-1]) + 1), True
        return True

    def places(self, entries):
        start, end = 0, len(entries)
        if self.low is not None:
            bisect = bisect_right if self.after_low else bisect_left
            start = bisect(entries, self.low, key=_sort_key)
        if self.high is not None:
            bisect = bisect_left if self.before_high else bisect_right
            end = bisect(entries, self.high, key=_sort_key)
        return start, max(start, end)


class _Question:
    """A usual Query, read so far as to know which items it may read."""

    def __init__(self, table, index_name, hash_name, range_name):
        self.table = table
        self.index_name = index_name
        self.hash_name = hash_name
        self.range_name = range_name
        self.order = dynamodb._index_order_keys(table, [range_name] if range_name else [])
        self.partition = None
        self.range = _Range()
        self.cursor = None

    @classmethod
    def read(cls, data):
        """The question that `data` asks, or nothing where it is unusual."""
        name, condition = data.get("TableName"), data.get("KeyConditionExpression")
        if not isinstance(name, str) or not isinstance(condition, str) or data.get("KeyConditions"):
            return None
        table = dynamodb._tables.get(dynamodb._normalize_table_name(name))
        index_name = data.get("IndexName")
        if not table or (index_name and not dynamodb._index_def(table, index_name)):
            return None
        schema = dynamodb._index_def(table, index_name)["KeySchema"] if index_name else table["KeySchema"]
        hashes, ranges = dynamodb._index_key_lists({"KeySchema": schema})
        if len(hashes) != 1 or len(ranges) > 1:
            return None
        question = cls(table, index_name, hashes[0], ranges[0] if ranges else None)
        clauses = dynamodb._key_condition_clauses(dynamodb._tokenize(condition))
        if not all(question._take(clause, data) for clause in clauses) or question.partition is None:
            return None
        return question if question._take_cursor(data.get("ExclusiveStartKey")) else None

    def _take(self, clause, data):
        """Takes one condition in. Says whether it is a usual one."""
        kinds = [kind for kind, _ in clause]
        words = [text for _, text in clause]
        if kinds == ["IDENT", "LPAREN", kinds[2] if len(kinds) > 2 else "", "COMMA", "VALUE_REF", "RPAREN"]:
            operator, name, operands = words[0].lower(), words[2], [words[4]]
        elif kinds[1:] == ["IDENT", "VALUE_REF", "IDENT", "VALUE_REF"]:
            operator, name, operands = words[1].upper(), words[0], [words[2], words[4]]
        elif len(kinds) == 3 and kinds[2] == "VALUE_REF":
            operator, name, operands = kinds[1], words[0], [words[2]]
        else:
            return False
        name = (data.get("ExpressionAttributeNames") or {}).get(name, name)
        kind = dynamodb._get_attr_type(self.table, name)
        given = data.get("ExpressionAttributeValues") or {}
        values = [given.get(operand) for operand in operands]
        if any(not isinstance(value, dict) or not value.get(kind) for value in values):
            return False
        if name == self.hash_name and operator == "EQ" and self.partition is None:
            self.partition = dynamodb._extract_key_val(values[0])
            return True
        if not self.range_name or name != self.range_name:
            return False
        keys = [dynamodb._sort_key_value(value, kind) for value in values]
        if operator == "begins_with":
            return kind == "S" and self.range.begin_with(keys[0])
        if operator not in ("EQ", "LT", "LE", "GT", "GE") and (operator != "BETWEEN" or len(keys) != 2):
            return False
        self.range.limit(operator, keys)
        return True

    def _take_cursor(self, start):
        if not start:
            return True
        keys = [*self.order, (self.hash_name, dynamodb._get_attr_type(self.table, self.hash_name))]
        if not isinstance(start, dict) or any(kind not in (start.get(name) or {}) for name, kind in keys):
            return False
        self.cursor = _entry(start, self.order, None, None).order
        return True

    def entries(self):
        """The partition in order; nothing where it is too small to be worth it."""
        members, items = _members(self.table), self.table["items"]
        key = (self.index_name, self.partition)
        entries = members.partitions.get(key)
        if entries is not None:
            return entries
        if self.index_name:
            places = members[self.index_name].get(self.partition, ())
        else:
            places = [(self.partition, sk) for sk in items.get(self.partition, ())]
        if len(places) < max(SMALL, 1):
            return None
        entries = sorted(_entry(items[pk][sk], self.order, pk, sk) for pk, sk in places)
        members.partitions[key] = entries
        return entries

    def places(self, entries, forward):
        """Where in `entries` the reading begins and ends, in reading order."""
        start, end = self.range.places(entries)
        if self.cursor is not None and forward:
            start = max(start, bisect_right(entries, self.cursor, key=_ORDER))
        elif self.cursor is not None:
            end = min(end, bisect_left(entries, self.cursor, key=_ORDER))
        return range(start, end) if forward else range(end - 1, start - 1, -1)


def _narrowed(data):
    """The table as `data` asks for it: with no more items than the Query reads, and one that tells it
    where its page ends; nothing where ministack had better do it alone."""
    question = _Question.read(data)
    limit = data.get("Limit")
    if question is None or (limit is not None and int(limit) < 1):
        return None
    table, index_name = question.table, question.index_name
    entries = question.entries()
    if entries is None:
        return None
    read = []

    def items():
        for place in question.places(entries, data.get("ScanIndexForward", True)):
            read.append(entries[place])
            yield table["items"][entries[place].pk][entries[place].sk]

    dynamodb._paginate_evaluated_items(items(), limit, table, index_name)
    kept = {}
    for entry in read:
        kept.setdefault(entry.pk, {})[entry.sk] = table["items"][entry.pk][entry.sk]
    members = {index_name: {question.partition: [(entry.pk, entry.sk) for entry in read]}}
    return {**table, "items": kept, dynamodb._INDEX_MEMBERS: members}


class _NarrowedTable:
    """Stands for all tables while a Query runs, and answers with the one it is about."""

    def __init__(self):
        self.table = None

    def get(self, _name):
        return self.table


_stand_in = _NarrowedTable()
_query_narrowed = types.FunctionType(_query.__code__, {**vars(dynamodb), "_tables": _stand_in})


def _query_in_order(data):
    with _lock:
        table = _narrowed(data)
        if table is None:
            return _query(data)
        _stand_in.table = table
        try:
            return _query_narrowed(data)
        finally:
            _stand_in.table = None


def install():
    dynamodb._query = _query_in_order
    dynamodb._set_item = _locked(dynamodb._set_item)
    dynamodb._remove_item = _locked(dynamodb._remove_item)
    dynamodb._index_item = _index_item_in_order
