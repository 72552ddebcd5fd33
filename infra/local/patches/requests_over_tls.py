"""AWS: whoever asks does so over TLS, and a policy may refuse who does not.

ministack listens on this machine alone, without TLS, and tells policies so: the buckets would refuse everybody.
"""

from ministack.core import iam_evaluator


def install():
    by_ministack = iam_evaluator._resolve_condition_key

    def over_tls(key, context):
        return "true" if key.lower() == "aws:securetransport" else by_ministack(key, context)

    iam_evaluator._resolve_condition_key = over_tls
