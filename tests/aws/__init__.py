"""An AWS-speaking server for tests: `with aws_server() as aws: ... aws.url`."""

from tests.aws.alone import LambdaAlone, lambda_alone
from tests.aws.fixture import AwsServer, aws_credentials, aws_server
from tests.aws.state import Fault
from tests.aws.waiting import until

__all__ = ["AwsServer", "Fault", "LambdaAlone", "aws_credentials", "aws_server", "lambda_alone", "until"]
