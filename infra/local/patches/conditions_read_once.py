"""AWS: a transaction's conditions cost little, however many items share one.

ministack parses a condition again for each of the hundred items of a transaction, which takes it longer than
all the rest. What comes of it depends on the text alone.
"""

from functools import lru_cache

from ministack.services import dynamodb


def install():
    dynamodb._condition_syntax_error = lru_cache(maxsize=1_000)(dynamodb._condition_syntax_error)
