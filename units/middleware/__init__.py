"""What stands between a request and its view: session limits, sign-in, duties of an account."""
