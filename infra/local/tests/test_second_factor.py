"""A deployment tries itself out where everybody needs a second factor. The local AWS lets in who has none, so Cognito's
answers are made up here, but for the code, which it does weigh."""

import sys
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parents[2] / "deploy"))

import finish
from ministack.services import cognito


class SecondFactor(unittest.TestCase):
    def test_a_code_is_what_an_authenticator_shows(self):
        # RFC 6238, appendix B, by its last six digits.
        with mock.patch.object(finish.time, "time", return_value=59):
            self.assertEqual(finish.code_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "287082")
        self.assertTrue(cognito._totp_matches("JBSWY3DPEHPK3PXP", finish.code_of("JBSWY3DPEHPK3PXP")))

    def test_who_is_there_for_a_moment_sets_one_up(self):
        client = mock.Mock()
        client.initiate_auth.return_value = {"ChallengeName": "MFA_SETUP", "Session": "s1"}
        client.associate_software_token.return_value = {"SecretCode": "JBSWY3DPEHPK3PXP", "Session": "s2"}
        client.verify_software_token.return_value = {"Status": "SUCCESS", "Session": "s3"}
        client.respond_to_auth_challenge.return_value = {"AuthenticationResult": {"IdToken": "token"}}
        self.assertEqual(finish.sign_in(client, {"UserPoolId": "p", "UserPoolClientId": "c"}), "token")
        self.assertEqual(client.associate_software_token.call_args.kwargs, {"Session": "s1"})
        self.assertEqual(client.verify_software_token.call_args.kwargs["Session"], "s2")
        answered = client.respond_to_auth_challenge.call_args.kwargs
        self.assertEqual((answered["ChallengeName"], answered["Session"]), ("MFA_SETUP", "s3"))


if __name__ == "__main__":
    unittest.main()
