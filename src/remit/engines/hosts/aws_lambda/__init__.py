"""AWS Lambda: function agents as functions with a version and an alias for each revision."""

from remit.engines.hosts.aws_lambda.calls import LIVE as LAMBDA_ALIAS
from remit.engines.hosts.aws_lambda.calls import RUNTIME as LAMBDA_RUNTIME
from remit.engines.hosts.aws_lambda.calls import LambdaSettings
from remit.engines.hosts.aws_lambda.host import Lambda
from remit.engines.hosts.aws_lambda.invoking import LambdaFunctions

__all__ = ["LAMBDA_ALIAS", "LAMBDA_RUNTIME", "Lambda", "LambdaFunctions", "LambdaSettings"]
